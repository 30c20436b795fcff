"""testdata/relatives/: BERT's relatives, as transformers 5.23 and TensorFlow's classes of 4.44 have and write them."""
