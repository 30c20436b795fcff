"""Makes testdata/keras-hub-0.32.0/: models of KerasHub as Keras 3 saves them."""
