"""Fields of config.json: those that the library treats in a way of its own, with values that it takes and refuses."""

import copy
import json

from bertconv_fixtures.gate.fields import ANYTHING, VALUES

#: Every field that BertConfig declares, and those that have values of their own.
FIELDS = sorted(
    {
        *VALUES,
        "architectures",
        "return_dict",
        "output_hidden_states",
        "chunk_size_feed_forward",
        "is_encoder_decoder",
        "label2id",
        "transformers_version",
        "use_cache",
        "is_decoder",
        "add_cross_attention",
        "tie_word_embeddings",
    }
    - {"hidden_size", "num_hidden_layers", "transformers_weights", "configuration_files"}
)
#: Fields that change nothing, with values that many configurations have.
HARMLESS = (
    {"attn_implementation": "eager"}, {"problem_type": "regression"}, {"problem_type": None}, {"max_length": 20},
    {"top_k": "x"}, {"unknown": [1, {"a": None}]}, {"torch_dtype": "float32"}, {"quantization_config": None},
    {"transformers_version": "9.0"}, {"eos_token_id": [1, 2]}, {"rope_scaling": None}, {"_attn_implementation": None},
    {"per_layer_config": None}, {"fusion_config": {}}, {"label2id": None}, {"output_hidden_states": True})


def any_value(numbers, made):
    """One field has any value."""
    field = numbers.choice(FIELDS)
    made.configuration[field] = copy.deepcopy(numbers.choice(ANYTHING + 3 * VALUES.get(field, [])))
    made.sound = False
    made.done[-1] += f"({field})"


def harmless(numbers, made):
    """A field that changes nothing."""
    made.configuration |= copy.deepcopy(numbers.choice(HARMLESS))


def layer_types(numbers, made):
    """A type for each layer, which BERT does not look at: as many as there are layers, or one more."""
    layers = made.configuration["num_hidden_layers"]
    more = numbers.random() < 0.3
    made.configuration["layer_types"] = ["full_attention"] * (layers + more)
    made.sound = made.sound and not more


def one_label(numbers, made):
    """A problem type of several labels, and perhaps one label."""
    made.configuration["problem_type"] = "single_label_classification"
    if numbers.random() < 0.5:
        made.configuration["id2label"] = {"0": "a"}
        made.sound = False


def attribute_map(numbers, made):
    """Fields are taken from other fields."""
    made.configuration |= {"attribute_map": {"num_hidden_layers": "n_layer"},
                           "n_layer": made.configuration["num_hidden_layers"] + numbers.choice((0, 1))}
    made.marks.add("configuration that leads elsewhere")


def other_file(numbers, made):
    """Another file has the configuration, for this version or for a later one."""

    version = numbers.choice(("4.0.0", "5.0.0", "99.0.0"))
    other = made.configuration | numbers.choice(
        ({}, {"num_hidden_layers": made.configuration["num_hidden_layers"] + 1})
    )
    made.configuration["configuration_files"] = [f"config.{version}.json"]
    made.marks.add("configuration that leads elsewhere")
    present = numbers.random() < 0.8
    made.beside.append(lambda path: present and (path / f"config.{version}.json").write_text(json.dumps(other)))


def another_within(numbers, made):
    """Another model_type, and a field that holds a BERT's configuration: that one is taken."""
    inner = made.configuration | {"model_type": "bert"}
    made.configuration |= {"model_type": "roberta", "inner": inner, "num_hidden_layers": 1}
    made.marks.add("configuration that leads elsewhere")


CONFIGURATION = (any_value, any_value, any_value, any_value, any_value, harmless, harmless, layer_types, one_label,
                 attribute_map, other_file, another_within)
