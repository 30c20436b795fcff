"""Makes the checkpoints that TensorFlow 1's Saver writes, with the names of google-research/bert."""

import numpy as np
import tensorflow as tf

from bertconv_fixtures.tensor_bundles.models import (
    CLASSIFIER,
    SQUAD,
    backbone,
    folder,
    google,
    pretraining,
    save_expected,
    tidy,
    value,
)

tf1 = tf.compat.v1

#: A WordPiece vocabulary of the model's size.
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "of", "and", "in", "to", "##s", "##ed", "##ing"]


def save(name, shapes, slots=(), counters=None, prefix="model.ckpt", partitions=1, version=None):
    """Saves parameters, with `slots` of zeros for each, as one session does."""
    path = folder(name)
    with tf.Graph().as_default(), tf1.Session() as session:
        for parameter, shape in shapes.items():
            key, is_turned = google(parameter)
            values = value(parameter, shape)
            values = values.T.copy() if is_turned else values
            if partitions > 1 and values.ndim == 2 and "embeddings" in key:
                cut = tf1.fixed_size_partitioner(partitions)
                partitioned(key, values, cut)
            else:
                tf1.get_variable(key, initializer=values)
            for slot in slots:
                tf1.get_variable(f"{key}/{slot}", initializer=np.zeros_like(values))
        for counter, number in (counters or {}).items():
            tf1.get_variable(counter, initializer=number)
        session.run(tf1.global_variables_initializer())
        saver = tf1.train.Saver(**({} if version is None else {"write_version": version}))
        saver.save(session, str(path / prefix))
    tidy(path)
    return path


def partitioned(key, values, cut):
    """A variable in several parts, of which each takes its rows of the values."""

    def rows(shape, partition_info=None, **_):
        start = partition_info.var_offset[0] if partition_info else 0
        return tf.constant(values[start:start + shape[0]])

    return tf1.get_variable(key, values.shape, dtype=tf.float32, initializer=rows, partitioner=cut)


if __name__ == "__main__":
    save_expected()
    step = {"global_step": np.int64(10)}
    released = save("bert_model", backbone() | pretraining(), prefix="bert_model.ckpt")
    # A released archive has no `checkpoint`.
    (released / "checkpoint").unlink()
    (released / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    save("tensorflow1-classifier", backbone() | CLASSIFIER, ("adam_m", "adam_v"), step)
    save("tensorflow1-squad", backbone() | SQUAD, ("lamb_m", "lamb_v"), step)
    powers = {"beta1_power": np.float32(0.9), "beta2_power": np.float32(0.999)}
    save("tensorflow1-averages", backbone(), ("Adam", "Adam_1", "ExponentialMovingAverage"), step | powers)
    save("tensorflow1-partitioned", backbone() | pretraining(), partitions=3)
    save("tensorflow1-v1", backbone(), prefix="old.ckpt", version=tf1.train.SaverDef.V1)
