"""Damages that transformers is known to stumble over, by the names in `verify_loader.KNOWN`."""

import torch

from bertconv_fixtures.damage.models import BIAS, DECODER, DECODER_BIAS, EMBEDDINGS
from bertconv_interop.checkpoints.contents import misset_field
from bertconv_interop.checkpoints.files import nest, no_index_metadata, no_shard, no_type, numbers_beside


def outgrown_decoder(numbers, checkpoint):
    """A tied model's output weights are stored besides, and of another size."""
    checkpoint.configuration["tie_word_embeddings"] = True
    name, source = numbers.choice(((DECODER, EMBEDDINGS), (DECODER_BIAS, BIAS)))
    tensor = checkpoint.tensors[source]
    checkpoint.tensors[name] = torch.rand(len(tensor) + numbers.choice((-1, 1)), *tensor.shape[1:])


def type_of_a_number(numbers, checkpoint):
    """config.json does not say the type, and a PyTorch file begins with what has none."""
    no_type(numbers, checkpoint)
    numbers.choice((nest, numbers_beside))(numbers, checkpoint)
    checkpoint.leading = {"epoch": 3} | checkpoint.leading


def size_as_text(numbers, checkpoint):
    """A size is text, or a decimal number."""
    field = numbers.choice(("vocab_size", "hidden_size", "num_hidden_layers", "intermediate_size"))
    value = checkpoint.configuration[field]
    checkpoint.configuration[field] = numbers.choice((str(value), float(value)))


def uneven_heads(numbers, checkpoint):
    """More heads than the hidden size can be divided into."""
    checkpoint.configuration["num_attention_heads"] = checkpoint.configuration["hidden_size"] + 1


def cross_attention_alone(numbers, checkpoint):
    """Cross attention without a decoder."""
    checkpoint.configuration |= {"is_decoder": False, "add_cross_attention": True}


def index_of_nothing(numbers, checkpoint):
    """Shards without tensors."""
    checkpoint.tensors, checkpoint.shards = {}, 2


EXCEPTIONS = {
    "tied weights of another size": outgrown_decoder,
    "a type sought in what is no tensor": type_of_a_number,
    "a field of another type": size_as_text,
    "a field of no use": misset_field,
    "heads that do not divide": uneven_heads,
    "cross attention without a decoder": cross_attention_alone,
    "a file that is not there": no_shard,
    "an index without metadata": no_index_metadata,
    "an index of nothing": index_of_nothing,
}
