"""Makes checkpoints with the names of google-research/albert and google-research/electra, and what they must become.

ELECTRA's is one of its pretraining, with the generator and the discriminator, which share the embeddings.
"""

import json

import numpy as np
import tensorflow as tf
from safetensors.numpy import save_file

from bertconv_fixtures.tensor_bundles.models import folder, tidy, value

tf1 = tf.compat.v1

V, E, H, A, F, P, T = 13, 4, 8, 2, 12, 7, 3
GROUPS, INNER, LAYERS = 2, 2, 2
#: The generator is narrower.
G_H, G_F = 6, 10

ALBERT = dict(
    attention_probs_dropout_prob=0.0, embedding_size=E, hidden_act="gelu", hidden_dropout_prob=0.0, hidden_size=H,
    initializer_range=0.02, inner_group_num=INNER, intermediate_size=F, max_position_embeddings=P, net_structure_type=0,
    num_attention_heads=A, num_hidden_groups=GROUPS, num_hidden_layers=4, num_memory_blocks=0, type_vocab_size=T,
    vocab_size=V)


def kernel(key, name, rows, columns):
    """A dense layer: its kernel is [in, out]."""
    return [(f"{key}/kernel", f"{name}.weight", (rows, columns), True), (f"{key}/bias", f"{name}.bias", (rows,), False)]


def norm(key, name, size):
    """A layer norm."""
    return [(f"{key}/gamma", f"{name}.weight", (size,), False), (f"{key}/beta", f"{name}.bias", (size,), False)]


def embeddings(key, name):
    """The three tables, which have no ending, and their norm."""
    tables = [("word_embeddings", V), ("position_embeddings", P), ("token_type_embeddings", T)]
    return [(f"{key}/{table}", f"{name}.{table}.weight", (rows, E), False) for table, rows in tables] + norm(
        f"{key}/LayerNorm", f"{name}.LayerNorm", E)


def albert():
    """The variables of ALBERT's pretraining."""
    rows = embeddings("bert/embeddings", "albert.embeddings")
    rows += kernel("bert/encoder/embedding_hidden_mapping_in", "albert.encoder.embedding_hidden_mapping_in", H, E)
    for group in range(GROUPS):
        for inner in range(INNER):
            key = f"bert/encoder/transformer/group_{group}/inner_group_{inner}"
            name = f"albert.encoder.albert_layer_groups.{group}.albert_layers.{inner}"
            for part in ("query", "key", "value"):
                rows += kernel(f"{key}/attention_1/self/{part}", f"{name}.attention.{part}", H, H)
            rows += kernel(f"{key}/attention_1/output/dense", f"{name}.attention.dense", H, H)
            rows += norm(f"{key}/LayerNorm", f"{name}.attention.LayerNorm", H)
            rows += kernel(f"{key}/ffn_1/intermediate/dense", f"{name}.ffn", F, H)
            rows += kernel(f"{key}/ffn_1/intermediate/output/dense", f"{name}.ffn_output", H, F)
            rows += norm(f"{key}/LayerNorm_1", f"{name}.full_layer_layer_norm", H)
    rows += kernel("bert/pooler/dense", "albert.pooler", H, H)
    rows += kernel("cls/predictions/transform/dense", "predictions.dense", E, H)
    rows += norm("cls/predictions/transform/LayerNorm", "predictions.LayerNorm", E)
    return rows + [
        ("cls/predictions/output_bias", "predictions.bias", (V,), False),
        ("cls/seq_relationship/output_weights", "sop_classifier.classifier.weight", (2, H), False),
        ("cls/seq_relationship/output_bias", "sop_classifier.classifier.bias", (2,), False)]


def encoder(key, size, inner):
    """The layers of an ELECTRA, which are those of BERT."""
    rows = kernel(f"{key}/embeddings_project", "electra.embeddings_project", size, E)
    for layer in range(LAYERS):
        start, name = f"{key}/encoder/layer_{layer}", f"electra.encoder.layer.{layer}"
        for part in ("attention/self/query", "attention/self/key", "attention/self/value", "attention/output/dense"):
            rows += kernel(f"{start}/{part}", f"{name}.{part.replace('/', '.')}", size, size)
        rows += norm(f"{start}/attention/output/LayerNorm", f"{name}.attention.output.LayerNorm", size)
        rows += kernel(f"{start}/intermediate/dense", f"{name}.intermediate.dense", inner, size)
        rows += kernel(f"{start}/output/dense", f"{name}.output.dense", size, inner)
        rows += norm(f"{start}/output/LayerNorm", f"{name}.output.LayerNorm", size)
    return rows


def discriminator():
    """The encoder that ELECTRA is used as, and its head."""
    return encoder("electra", H, F) + kernel(
        "discriminator_predictions/dense", "discriminator_predictions.dense", H, H) + kernel(
        "discriminator_predictions/dense_1", "discriminator_predictions.dense_prediction", 1, H)


def generator():
    """The narrower encoder that makes its examples, and its head."""
    return encoder("generator", G_H, G_F) + kernel(
        "generator_predictions/dense", "generator_predictions.dense", E, G_H) + norm(
        "generator_predictions/LayerNorm", "generator_predictions.LayerNorm", E) + [
        ("generator_predictions/output_bias", "generator_lm_head.bias", (V,), False)]


def save(name, rows, configuration=None):
    """Saves variables with the state of an optimizer, as one session does."""
    path = folder(name, config=False)
    with tf.Graph().as_default(), tf1.Session() as session:
        for key, parameter, shape, is_turned in rows:
            values = value(parameter, shape)
            tf1.get_variable(key, initializer=values.T.copy() if is_turned else values)
            for slot in ("adam_m", "adam_v"):
                tf1.get_variable(f"{key}/{slot}", initializer=np.zeros(values.T.shape if is_turned else shape, "f4"))
        tf1.get_variable("global_step", initializer=np.int64(10))
        session.run(tf1.global_variables_initializer())
        tf1.train.Saver().save(session, str(path / "model.ckpt"))
    tidy(path)
    if configuration:
        (path / "albert_config.json").write_text(json.dumps(configuration, indent=2) + "\n")
    return path


def save_expected(path, rows):
    """What the checkpoint must become."""
    save_file({parameter: value(parameter, shape) for _, parameter, shape, _ in rows}, path)


if __name__ == "__main__":
    path = save("albert", albert(), ALBERT)
    save_expected(path / "expected.safetensors", albert())
    shared = embeddings("electra/embeddings", "electra.embeddings")
    path = save("electra", shared + discriminator() + generator())
    save_expected(path / "discriminator.safetensors", shared + discriminator())
    save_expected(path / "generator.safetensors", shared + generator())
