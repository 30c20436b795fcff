"""Makes testdata/probe/: what models of testdata return, as `bertconv probe --against` reads it.

Each record names the folder of its model. `record` is the function that docs/probe.md shows.
"""

import json
import shutil
from pathlib import Path

import torch
import transformers

from bertconv_fixtures.testdata import TESTDATA

FOLDER = Path(TESTDATA) / "probe"

#: The families with a description of their forward pass, and where models of their classes are.
FOLDERS = [
    "transformers-4.44.2/Bert*",
    *(
        f"relatives/transformers-4.44.2/{family}/*"
        for family in (
            "albert", "camembert", "distilbert", "electra", "roberta", "roberta-prelayernorm", "xlm-roberta")
    ),
]

#: Two texts of different lengths; models with a small vocabulary or few positions get a part of them.
TEXTS = [[5, 9, 2, 12], [7, 3]]


def record(model, texts):
    """What a model returns for lists of token numbers, and samples of what its modules return on the way."""
    modules, outputs = [], {}

    def keep(name):
        def hook(_module, _arguments, result):
            modules.append({"module": name, "samples": [result.reshape(-1, result.shape[-1])[0, :8].tolist()]})

        return hook

    for name, module in model.named_modules():
        if isinstance(module, (torch.nn.Linear, torch.nn.LayerNorm)):
            module.register_forward_hook(keep(name))
    samples = []
    for ids in texts:
        modules.clear()
        choice = "MultipleChoice" in type(model).__name__
        with torch.no_grad():
            result = model(input_ids=torch.tensor([[ids]] if choice else [ids]))
        result = {name: value for name, value in result.items() if torch.is_tensor(value)}
        if "start_logits" in result:
            result = {"logits": torch.stack([result["start_logits"], result["end_logits"]], -1)}
        for name, value in result.items():
            per_token = value.dim() == 3 or type(model).__name__ == "ElectraForPreTraining"
            rows = value.reshape(len(ids), -1) if per_token else value.reshape(1, -1)
            outputs.setdefault(name, []).append({"values": rows.tolist()})
        samples.append([dict(module) for module in modules])
    merged = [
        {"module": group[0]["module"], "samples": [module["samples"][0] for module in group]}
        for group in zip(*samples, strict=True)
    ]
    return {
        "probe": 1,
        "class": type(model).__name__,
        "inputs": [{"ids": ids} for ids in texts],
        "outputs": [{"name": name, "texts": rows} for name, rows in outputs.items()],
        "modules": merged,
    }


def rounded(value):
    """Numbers with seven digits, which are all that a float32 has."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {name: rounded(member) for name, member in value.items()}
    return [rounded(member) for member in value] if isinstance(value, list) else value


def mpnet():
    """Adds a model, because those of testdata/relatives have fewer buckets of distances than MPNet computes with."""
    torch.manual_seed(1)
    config = transformers.MPNetConfig(
        vocab_size=13, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=12,
        max_position_embeddings=9)
    model = transformers.MPNetModel(config).eval()
    with torch.no_grad():
        for value in model.parameters():
            value.copy_(torch.rand_like(value) - 0.5)
    model.save_pretrained(FOLDER / "mpnet")
    golden = {"model": "probe/mpnet", **rounded(record(model, TEXTS))}
    (FOLDER / "MPNetModel.json").write_text(json.dumps(golden) + "\n")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    mpnet()
    for pattern in FOLDERS:
        for folder in sorted(Path(TESTDATA).glob(pattern)):
            name = json.loads((folder / "config.json").read_text())["architectures"][0].removeprefix("TF")
            weights = folder / "expected.safetensors"
            if "-" in folder.name or not weights.exists():
                continue
            tensors = transformers.modeling_utils.load_state_dict(weights)
            config = transformers.AutoConfig.from_pretrained(folder)
            model, report = getattr(transformers, name).from_pretrained(
                None, config=config, state_dict=tensors, output_loading_info=True)
            if report["missing_keys"] or report["mismatched_keys"]:
                raise SystemExit(f"{folder}: {report}")
            room = config.max_position_embeddings - 2
            texts = [[number % config.vocab_size for number in text][:room] for text in TEXTS]
            golden = {"model": str(weights.relative_to(TESTDATA)), **rounded(record(model.eval(), texts))}
            (FOLDER / f"{name}.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
