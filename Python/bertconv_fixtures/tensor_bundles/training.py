"""Makes checkpoints that were just created, and one that was trained, so that tests for untrained weights have both.

The sizes are the least for which a matrix shows that it is noise.
"""

import json

import numpy as np
import tensorflow as tf
from transformers import BertConfig, TFBertForMaskedLM, set_seed

from bertconv_fixtures.tensor_bundles import models
from bertconv_fixtures.tensor_bundles.models import CONFIG, folder, google, tidy

tf1 = tf.compat.v1

SIZES = dict(
    vocab_size=256, hidden_size=64, num_hidden_layers=1, num_attention_heads=2, intermediate_size=128,
    max_position_embeddings=64, type_vocab_size=2)
STEPS = 200


def described(name):
    """An empty folder with the bert_config.json of these sizes."""
    path = folder(name)
    (path / "bert_config.json").write_text(json.dumps(CONFIG | SIZES, indent=2) + "\n")
    return path


def initialised(shape, key):
    """As google-research/bert creates a variable."""
    if key.endswith("gamma"):
        return tf1.ones_initializer()
    if len(shape) == 1:
        return tf1.zeros_initializer()
    return tf1.truncated_normal_initializer(stddev=CONFIG["initializer_range"])


def save_google(name):
    """A model of google-research/bert before its first step."""
    models.V, models.H, models.N, models.A, models.F, models.P, models.T = SIZES.values()
    path = described(name)
    with tf.Graph().as_default(), tf1.Session() as session:
        tf1.set_random_seed(1)
        for parameter, shape in (models.backbone() | models.pretraining()).items():
            key, is_turned = google(parameter)
            shape = shape[::-1] if is_turned else shape
            tf1.get_variable(key, shape, initializer=initialised(shape, key))
        session.run(tf1.global_variables_initializer())
        tf1.train.Saver().save(session, str(path / "bert_model.ckpt"))
    tidy(path)


def train(model):
    """Teaches the model that a masked word is the one before it plus 1."""
    numbers = np.random.RandomState(1)
    optimizer = tf.keras.optimizers.Adam(2e-3)
    for _ in range(STEPS):
        starts = numbers.randint(5, SIZES["vocab_size"], (32, 1))
        words = (starts + np.arange(SIZES["max_position_embeddings"])) % (SIZES["vocab_size"] - 5) + 5
        masked = numbers.random_sample(words.shape) < 0.15
        types = np.repeat(np.arange(2), words.shape[1] // 2)[None].repeat(len(words), 0)
        with tf.GradientTape() as tape:
            loss = model(
                input_ids=tf.constant(np.where(masked, 4, words)), token_type_ids=tf.constant(types),
                labels=tf.constant(np.where(masked, words, -100)), training=True).loss
            loss = tf.reduce_mean(loss)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    print(f"loss {float(loss):.3f}")


def save_transformers(name, trained):
    """A model of transformers, fresh or trained, as `save_weights` writes it."""
    set_seed(1)
    path = described(name)
    model = TFBertForMaskedLM(BertConfig(**SIZES))
    model(input_ids=tf.constant([[1, 2]]))
    if trained:
        train(model)
    model.save_weights(str(path / "weights"))
    tidy(path)


if __name__ == "__main__":
    tf.config.experimental.enable_op_determinism()
    save_google("google-fresh")
    save_transformers("transformers-fresh", trained=False)
    save_transformers("transformers-trained", trained=True)
