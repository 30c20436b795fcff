"""Small vocabularies, the same in each run: made of the texts by counting."""

from collections import Counter

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers


def ranked(counter):
    """The most frequent first; of those that are as frequent, the one that sorts first."""
    return [word for word, _ in sorted(counter.items(), key=lambda item: (-item[1], item[0]))]


def pieces(texts, special, lowercase, size):
    """A vocabulary of WordPiece: special tokens, words, and each character alone and within a word."""
    normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    splitter = pre_tokenizers.BertPreTokenizer()
    words = Counter(
        word for text in texts for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text)))
    characters, starts, ends = Counter(), Counter(), Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
        for length in range(2, min(len(word), 7)):
            starts[word[:length]] += count
            ends["##" + word[-length:]] += count
    alphabet = ranked(characters)[: size // 3]
    whole = [word for word in ranked(words) if len(word) > 1][: size // 8]
    made = alphabet + ["##" + character for character in alphabet] + whole + ranked(starts)[: size // 10]
    return list(dict.fromkeys(special + made + ranked(ends)[: size // 10]))


def pairs(texts, special, size):
    """A model of byte pairs."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def scored(words, special):
    """A vocabulary of a unigram model from words and how frequent they are: special tokens, then pieces and scores."""
    characters, starts, ends = Counter(), Counter(), Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
        for length in range(2, min(len(word), 8)):
            starts[word[:length]] += count
            ends[word[-length:]] += count
    made = ranked(characters)[:900] + ranked(words)[:400] + ranked(starts)[:350] + ranked(ends)[:350]
    # Some are equally probable, as in real models; the first of two ways is then taken.
    scores = [(piece, -(2 + place // 3 * 0.01)) for place, piece in enumerate(dict.fromkeys(made)) if len(piece) < 20]
    return [(token, 0.0) for token in special] + [pair for pair in scores if pair[0] not in [*special, "<mask>"]]
