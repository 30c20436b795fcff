"""testdata/transformers-4.44.2/ and testdata/h5py-3.16.0/: what TensorFlow and h5py write."""
