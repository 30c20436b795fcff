"""The environments that write fixtures, and what each of them writes."""

from importlib.metadata import version
from importlib.util import find_spec

#: What the libraries read when they start. sentence-transformers writes down whether something is looked for elsewhere.
VARIABLES = {
    "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "",
    "TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TRANSFORMERS_VERBOSITY": "critical"}

#: For what torch draws or trains: with other instructions it draws other bits, and MKL and oneDNN add in another order.
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "MKL_CBWR": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
DRAWN = ("fresh", "own", "trained.make", "forensics", "relatives.drawn", "tensor_bundles.training")

#: Of a folder of testdata/, the modules that make it, with their arguments. A folder is made of those before it, and
#: in `damage` the loader of 5.23 reads what the other environments wrote: it comes last.
WRITERS = {
    "transformers-4.44": {
        "transformers-4.44.2": ("keras_files.classes", "keras_files.variants"),
        "h5py-3.16.0": ("keras_files.sound", "keras_files.damaged", "keras_files.hostile"),
        "tensorflow-2.18.1": (
            "tensor_bundles.tensorflow1", "tensor_bundles.relatives", "tensor_bundles.layouts",
            "tensor_bundles.objects", "tensor_bundles.training"),
        "schema": ("schema.tensorflow",),
        "forensics": ("forensics",),
        "belonging": ("belonging.scores",),
        "damage": ("damage.make",),
        "gate": ("gate.make gate",),
        "loading": ("gate.make loading",),
        "relatives": ("relatives.tensorflow",)},
    "keras-hub": {"keras-hub-0.32.0": ("keras_hub_files.make",)},
    "trainers": {"damage": ("damage.make",), "sentence": ("sentence.make",)},
    "transformers-5.23": {
        "schema": ("schema.pytorch",),
        "torch": ("torch_files.archives", "torch_files.checkpoints", "torch_files.values"),
        "torch-accepts": ("torch_accepts.make",),
        "torch-hides": ("torch_hides.make",),
        "fresh": ("fresh",),
        "own": ("own",),
        "probe": ("probe",),
        "behaviour": ("behaviour.make",),
        "tokenizers": ("tokenized.make",),
        "damage": ("damage.make",),
        "gate": ("gate.make gate", "gate.fields"),
        "loading": ("gate.make loading",),
        "trained": ("trained.make",),
        "relatives": ("relatives.parameters", "relatives.files", "relatives.damaged", "relatives.drawn")},
}


def environment() -> str:
    """The name of this environment: that of its requirements."""
    if find_spec("keras_hub"):
        return "keras-hub"
    name = f"transformers-{version('transformers').rpartition('.')[0]}"
    return "trainers" if name == "transformers-5.23" and find_spec("peft") else name
