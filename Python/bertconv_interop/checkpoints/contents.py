"""Damages of shapes, types, ties and config.json."""

import json

import torch

from bertconv_fixtures.damage.models import BIAS, CLASSES, DECODER, DECODER_BIAS, EMBEDDINGS
from bertconv_interop.checkpoints.names import some

TYPES = (torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool)


def reshape(numbers, checkpoint):
    for name in some(numbers, checkpoint.tensors):
        tensor = rows(checkpoint.tensors[name])
        other = numbers.choice((
            tensor.T if tensor.ndim == 2 else tensor[None], tensor[None], tensor.flatten(), tensor[:-1], tensor[:0],
            torch.cat([tensor, tensor]), torch.rand(()), torch.rand(1), torch.rand(3, 5)))
        checkpoint.tensors[name] = other.clone()


def rows(tensor):
    """A tensor that has a first dimension."""
    return tensor if tensor.ndim else tensor[None]


def transpose_everything(numbers, checkpoint):
    checkpoint.tensors = {
        name: tensor.T.clone() if tensor.ndim == 2 else tensor for name, tensor in checkpoint.tensors.items()}


def empty_everything(numbers, checkpoint):
    size = numbers.choice((0, 1))
    checkpoint.tensors = {name: torch.ones(size) for name in checkpoint.tensors}


def resize_vocabulary(numbers, checkpoint):
    """The embeddings, and perhaps what goes with them, of more or fewer words."""
    names = (EMBEDDINGS, EMBEDDINGS.removeprefix("bert."), DECODER, DECODER_BIAS, BIAS)
    change = numbers.choice((-2, -1, 1, 3))
    for name in numbers.choice((names, names[:2], names[2:])):
        if name in checkpoint.tensors:
            tensor = rows(checkpoint.tensors[name])
            checkpoint.tensors[name] = torch.rand(max(0, len(tensor) + change), *tensor.shape[1:])


def retype(numbers, checkpoint):
    for name in some(numbers, checkpoint.tensors):
        checkpoint.tensors[name] = checkpoint.tensors[name].to(numbers.choice(TYPES))


def retype_everything(numbers, checkpoint):
    kind = numbers.choice(TYPES[:3])
    checkpoint.tensors = {name: tensor.to(kind) for name, tensor in checkpoint.tensors.items()}
    if numbers.random() < 0.5:
        checkpoint.configuration["dtype"] = str(kind).removeprefix("torch.")


def flip_tie(numbers, checkpoint):
    checkpoint.configuration["tie_word_embeddings"] = not checkpoint.tied


def forget_tie(numbers, checkpoint):
    checkpoint.configuration.pop("tie_word_embeddings", None)


def retie(numbers, checkpoint):
    """Stores the decoder's weights: the same, others, or instead of those they are tied to."""
    tensors = checkpoint.tensors
    for name, source in ((DECODER, EMBEDDINGS), (DECODER_BIAS, BIAS)):
        if source not in tensors:
            continue
        choice = numbers.choice(("same", "other", "alone", "absent", "neither", "as it is", "other size"))
        if choice in ("same", "alone"):
            tensors[name] = tensors[source].clone()
        elif choice == "other":
            tensors[name] = tensors[source] + 1
        elif choice == "other size":
            tensor = rows(tensors[source])
            tensors[name] = torch.rand(len(tensor) + 1, *tensor.shape[1:])
        if choice in ("alone", "neither"):
            del tensors[source]
        if choice in ("absent", "neither"):
            tensors.pop(name, None)


def load_as_another(numbers, checkpoint):
    checkpoint.architecture = numbers.choice(list(CLASSES))


def rename_class(numbers, checkpoint):
    """config.json names another class, or none."""
    checkpoint.configuration["architectures"] = numbers.choice((["BertForSomething"], [], None))
    if numbers.random() < 0.5:
        del checkpoint.configuration["architectures"]


def change_size(numbers, checkpoint):
    field = numbers.choice((
        "vocab_size", "num_hidden_layers", "intermediate_size", "max_position_embeddings", "type_vocab_size"))
    value = checkpoint.configuration.get(field, 3)
    if isinstance(value, int):
        checkpoint.configuration[field] = max(1, value + numbers.choice((-1, 1, 2)))


def change_labels(numbers, checkpoint):
    """The two fields that tell the number of labels: other, conflicting, missing, empty."""
    configuration = checkpoint.configuration
    labels = {str(number): f"LABEL_{number}" for number in range(numbers.randint(0, 6))}
    choice = numbers.choice(("labels", "number", "both", "neither"))
    if choice in ("labels", "both", "neither"):
        configuration.pop("id2label", None)
        configuration.pop("label2id", None)
    if choice in ("labels", "both"):
        configuration["id2label"] = labels
        configuration["label2id"] = {label: int(number) for number, label in labels.items()}
    if choice in ("number", "both"):
        configuration["num_labels"] = numbers.randint(1, 6)


def change_decoder(numbers, checkpoint):
    checkpoint.configuration["is_decoder"] = numbers.random() < 0.8
    checkpoint.configuration["add_cross_attention"] = numbers.random() < 0.8


def forget_field(numbers, checkpoint):
    """A field for which there is a default that costs little."""
    checkpoint.configuration.pop(numbers.choice((
        "type_vocab_size", "max_position_embeddings", "num_hidden_layers", "num_attention_heads", "pad_token_id",
        "dtype", "is_decoder", "model_type", "vocab_size", "initializer_range")), None)


def add_field(numbers, checkpoint):
    """Fields that BERT has not, or not any more."""
    checkpoint.configuration |= json.loads(numbers.choice((
        '{"position_embedding_type": "relative_key"}', '{"hidden_sizes": [1]}', '{"_num_labels": 9}',
        '{"torch_dtype": "float32"}', '{"pad_token_id": null}', '{"pad_token_id": 3}', '{"layers": 99}',
        '{"model_type": "roberta"}', '{"transformers_version": "4.0.0"}', '{"classifier_dropout": 0.5}')))


def spoil_field(numbers, checkpoint):
    """A field of another type, which version 5 refuses, or may."""
    field = numbers.choice((
        "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "max_position_embeddings", "type_vocab_size", "tie_word_embeddings", "is_decoder", "add_cross_attention",
        "pad_token_id", "hidden_act", "layer_norm_eps", "initializer_range", "classifier_dropout", "bos_token_id",
        "eos_token_id", "hidden_dropout_prob", "attention_probs_dropout_prob", "use_cache"))
    value = checkpoint.configuration.get(field)
    checkpoint.configuration[field] = numbers.choice((
        str(value), None, [value], float(value) if isinstance(value, int) else 1.5, True, 1))


def misset_field(numbers, checkpoint):
    """A field of the right type, with a value that version 5 cannot use."""
    checkpoint.configuration |= json.loads(numbers.choice((
        '{"hidden_dropout_prob": 2.5}', '{"attention_probs_dropout_prob": -1.0}', '{"hidden_act": "glue"}',
        '{"vocab_size": 0}', '{"intermediate_size": -1}', '{"num_attention_heads": 0}', '{"dtype": "float99"}',
        '{"dtype": "torch.float32"}', '{"pad_token_id": 99}', '{"id2label": {"a": "b"}}', '{"num_labels": "3"}',
        '{"num_labels": 2.0}')))


CONTENTS = (
    reshape, transpose_everything, empty_everything, resize_vocabulary, retype, retype_everything, flip_tie, forget_tie,
    retie, load_as_another, rename_class, change_size, change_labels, change_decoder, forget_field, add_field,
    spoil_field, misset_field)
