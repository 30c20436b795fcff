"""Makes testdata/tensorflow-2.18.1/: checkpoints of TensorFlow's own kinds."""
