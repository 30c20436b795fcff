"""Makes the checkpoints of TensorFlow 2: of transformers' own classes, and with the objects of Model Garden.

Model Garden's objects are rebuilt from tf.Module. Their keys, shapes and full names were compared with those of
tf-models-official 2.3.0, 2.5.0, 2.8.0 and 2.18.0.
"""

import shutil

import tensorflow as tf
import transformers

from bertconv_fixtures.tensor_bundles.models import (
    CLASSIFIER,
    CONFIG,
    LABELS,
    SQUAD,
    A,
    H,
    N,
    backbone,
    folder,
    pretraining,
    tidy,
    value,
)

#: Of a layer: the part of the PyTorch name, the path of attributes, the full name, and how the weight is stored.
LAYER = [
    ("attention.self.query", "_attention_layer/_query_dense", "self_attention/query", "heads-out"),
    ("attention.self.key", "_attention_layer/_key_dense", "self_attention/key", "heads-out"),
    ("attention.self.value", "_attention_layer/_value_dense", "self_attention/value", "heads-out"),
    ("attention.output.dense", "_attention_layer/_output_dense", "self_attention/attention_output", "heads-in"),
    ("attention.output.LayerNorm", "_attention_layer_norm", "self_attention_layer_norm", "as is"),
    ("intermediate.dense", "_intermediate_dense", "intermediate", "turned"),
    ("output.dense", "_output_dense", "output", "turned"),
    ("output.LayerNorm", "_output_layer_norm", "output_layer_norm", "as is")]

#: The embeddings and the pooler: the number of the layer in older versions, the attribute in newer ones, the full name.
AROUND = [
    ("bert.embeddings.word_embeddings", 0, "_embedding_layer", "word_embeddings", "as is"),
    ("bert.embeddings.position_embeddings", 1, "_position_embedding_layer", "position_embedding", "as is"),
    ("bert.embeddings.token_type_embeddings", 2, "_type_embedding_layer", "type_embeddings", "as is"),
    ("bert.embeddings.LayerNorm", 3, "_embedding_norm_layer", "embeddings/layer_norm", "as is"),
    ("bert.pooler.dense", 4 + N, "_pooler_layer", "pooler_transform", "turned")]


#: The heads of Model Garden's pretrainer, whose next sentence head has a pooler of its own.
PRETRAINER = [
    ("cls.predictions.transform.dense", "masked_lm/dense", "bert/cls/predictions/transform/dense", "turned"),
    ("cls.predictions.transform.LayerNorm", "masked_lm/layer_norm", "bert/cls/predictions/transform/LayerNorm",
     "as is"),
    ("cls.predictions", "masked_lm/output_bias", "bert/cls/predictions/output_bias", "as is"),
    ("bert.pooler.dense", "classification_heads/0/dense", "bert/next_sentence/pooler_dense", "turned"),
    ("cls.seq_relationship", "classification_heads/0/out_proj", "bert/next_sentence/logits", "turned")]

#: The head of Model Garden's span labeler, which has the full name of the classifier of version 2.3.
SPAN_LABELER = [("qa_outputs", "layer_with_weights-1/layer_with_weights-0", "predictions/transform/logits", "turned")]


def last(parameter):
    """The end of the name of a parameter that is in no table of embeddings."""
    module, leaf = parameter.rsplit(".", 1)
    return {"weight": "gamma", "bias": "beta"}[leaf] if "LayerNorm" in module else {
        "weight": "kernel", "bias": "bias"}[leaf]


def garden(parameter, style):
    """The path of attributes, the full name, and how the values are stored, in Model Garden's encoder.

    `style`: "numbers-2.3", "numbers" or "attributes".
    """
    module, end = parameter.rsplit(".", 1)[0], last(parameter)
    for name, number, attribute, full, stored in AROUND:
        if name == module:
            end = "embeddings" if name.endswith("_embeddings") else end
            start = attribute if style == "attributes" else f"layer_with_weights-{number}"
            return f"{start}/{end}", f"{full}/{end}", stored
    layer, part = module[len("bert.encoder.layer."):].split(".", 1)
    _, path, full, stored = next(row for row in LAYER if row[0] == part)
    if style == "numbers-2.3":
        path = path.replace("_attention_layer/_output_dense", "_attention_output_dense")
    start = f"_transformer_layers/{layer}" if style == "attributes" else f"layer_with_weights-{4 + int(layer)}"
    return f"{start}/{path}/{end}", f"transformer/layer_{layer}/{full}/{end}", stored


def stored(values, how):
    """The values in the file's orientation."""
    if how == "turned" and values.ndim == 2:
        return values.T.copy()
    if how == "heads-out":
        return values.T.reshape(H, A, H // A).copy() if values.ndim == 2 else values.reshape(A, H // A)
    if how == "heads-in" and values.ndim == 2:
        return values.T.reshape(A, H // A, H).copy()
    return values


def put(top, path, variable):
    """Makes a variable an attribute, with the objects and lists on the way to it."""
    parts = path.split("/")
    owner = top
    for part, after in zip(parts, parts[1:] + [""], strict=True):
        if not after:
            setattr(owner, part, variable)
        elif isinstance(owner, list):
            while len(owner) <= int(part):
                owner.append(tf.Module())
            owner = owner[int(part)]
        else:
            if not hasattr(owner, part):
                setattr(owner, part, [] if after.isdigit() else tf.Module())
            owner = getattr(owner, part)


def save_garden(name, root, style, heads=(), shapes=None):
    """Saves an encoder of Model Garden under the name `root`, as its scripts do, and heads under `model`.

    If a head has a pooler of its own, the encoder's is there, too, with values of no model.
    """
    path = folder(name)
    top, model = tf.Module(), tf.Module()
    spare = "bert.pooler.dense" in [module for module, *_ in heads]
    for parameter, shape in backbone().items():
        attributes, full, how = garden(parameter, style)
        values = value("spare." * (spare and "pooler" in parameter) + parameter, shape)
        put(top, attributes, tf.Variable(stored(values, how), name=full))
    for module, attributes, full, how in heads:
        for parameter, shape in (shapes or {}).items():
            if parameter.rsplit(".", 1)[0] == module:
                end = last(parameter)
                put(model, f"{attributes}/{end}",
                    tf.Variable(stored(value(parameter, shape), how), name=f"{full}/{end}"))
    parts = {root: top} | ({"model": model} if heads else {})
    tf.train.Checkpoint(**parts).save(str(path / "bert_model.ckpt"))
    tidy(path)


def model(architecture, shapes):
    """A model of transformers with the values of `shapes`."""
    tf.keras.backend.clear_session()
    config = transformers.BertConfig(**CONFIG, num_labels=LABELS)
    built = getattr(transformers, "TF" + architecture)(config)
    built.build_in_name_scope()
    for weight in built.weights:
        parts = weight.name.removesuffix(":0").split("/")[1:]
        name = ".".join(parts).replace("layer_._", "layer.").replace("mlm___", "").replace("nsp___", "")
        name = name.replace("gamma", "weight").replace("beta", "bias").replace("kernel", "weight")
        name = name.replace("embeddings.embeddings", "embeddings.weight")
        values = value(name, shapes[name])
        weight.assign(values.T if parts[-1] == "kernel" else values)
    return built


if __name__ == "__main__":
    save_garden("garden-2.3", "model", "numbers-2.3")
    save_garden("garden-encoder", "encoder", "numbers")
    save_garden("garden-encoder-v2", "encoder", "attributes")
    save_garden("garden-pretrainer", "encoder", "attributes", PRETRAINER, backbone() | pretraining())
    save_garden("garden-span-labeler", "encoder", "numbers", SPAN_LABELER, SQUAD)

    path = folder("transformers-checkpoint")
    whole = model("BertForPreTraining", backbone() | pretraining())
    tf.train.Checkpoint(model=whole).save(str(path / "ckpt"))
    tidy(path)
    path = folder("transformers-save-weights")
    classifier = model("BertForSequenceClassification", backbone() | CLASSIFIER)
    classifier.compile(optimizer="adam", loss="mse")
    classifier.optimizer.build(classifier.trainable_variables)
    classifier.save_weights(str(path / "weights"))
    tidy(path)
    path = folder("transformers-saved-model")
    classifier = model("BertForSequenceClassification", backbone() | CLASSIFIER)
    tf.saved_model.save(classifier, str(path / "saved_model"))
    for part in ("assets", "keras_metadata.pb"):
        found = path / "saved_model" / part
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink(missing_ok=True)
    tidy(path)
