"""Models of TensorFlow, of many sizes, to be converted to safetensors."""
