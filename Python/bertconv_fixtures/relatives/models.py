"""The architectures, their tiny sizes, all different, and the flags that add, remove or reshape parameters."""

SIZES = dict(
    vocab_size=13, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12,
    max_position_embeddings=9, type_vocab_size=3, num_labels=5, initializer_range=0.013)

#: Of an architecture: the prefix of its classes, what differs from SIZES (None: the field is not declared), variants.
ROBERTA = {
    "cross attention": dict(is_decoder=True, add_cross_attention=True), "untied": dict(tie_word_embeddings=False),
    "no padding token": dict(pad_token_id=None), "last row is padding": dict(pad_token_id=-1)}
DEBERTA = {
    "token types": dict(type_vocab_size=3), "no absolute positions": dict(position_biased_input=False),
    "relative": dict(relative_attention=True, pos_att_type=""),
    "c2p": dict(relative_attention=True, pos_att_type="c2p"),
    "p2c": dict(relative_attention=True, pos_att_type=" P2C "),
    "both": dict(relative_attention=True, pos_att_type="c2p|p2c"),
    "both in a list": dict(relative_attention=True, pos_att_type=["p2c", "c2p"]),
    "max_relative_positions": dict(relative_attention=True, max_relative_positions=11, pos_att_type="c2p"),
    "types without relative attention": dict(pos_att_type="c2p|p2c"), "embedding_size": dict(embedding_size=6),
    "untied": dict(tie_word_embeddings=False), "legacy false": dict(legacy=False),
    "legacy false, untied": dict(legacy=False, tie_word_embeddings=False),
    "legacy false, embedding_size": dict(legacy=False, embedding_size=6),
    "pooler_hidden_size": dict(pooler_hidden_size=10)}
PUBLISHED = dict(
    relative_attention=True, pos_att_type="p2c|c2p", position_biased_input=False, position_buckets=5,
    norm_rel_ebd="layer_norm", share_att_key=True, max_relative_positions=-1)
TOKENS = dict(pad_token_id=3, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2)

ARCHITECTURES = {
    "roberta": ("Roberta", {}, ROBERTA),
    "xlm-roberta": ("XLMRoberta", {}, ROBERTA),
    "camembert": ("Camembert", {}, ROBERTA),
    "mpnet": ("MPNet", dict(type_vocab_size=None, relative_attention_num_buckets=11), {
        "untied": dict(tie_word_embeddings=False), "another padding token": dict(pad_token_id=3)}),
    "distilbert": ("DistilBert", dict(
        hidden_size=None, num_hidden_layers=None, num_attention_heads=None, intermediate_size=None,
        type_vocab_size=None, dim=8, n_layers=2, n_heads=2, hidden_dim=12), {
        "sinusoidal": dict(sinusoidal_pos_embds=True), "untied": dict(tie_word_embeddings=False)}),
    "electra": ("Electra", dict(embedding_size=6), {
        "one size": dict(embedding_size=8), "cross attention": dict(is_decoder=True, add_cross_attention=True),
        "untied": dict(tie_word_embeddings=False), "no projection": dict(summary_use_proj=False),
        "projection to labels": dict(summary_proj_to_labels=True)}),
    "deberta-v2": ("DebertaV2", dict(type_vocab_size=0, pooler_hidden_size=8), DEBERTA | {
        "position_buckets": dict(relative_attention=True, position_buckets=5, pos_att_type="c2p|p2c"),
        "share_att_key": dict(relative_attention=True, share_att_key=True, pos_att_type="c2p", position_buckets=5),
        "norm_rel_ebd": dict(relative_attention=True, norm_rel_ebd="Layer_Norm | x", pos_att_type="c2p"),
        "norm_rel_ebd alone": dict(norm_rel_ebd="layer_norm"), "convolution": dict(conv_kernel_size=3),
        "convolution in groups": dict(conv_kernel_size=5, conv_groups=2),
        "attention_head_size": dict(attention_head_size=10), "version 3": PUBLISHED,
        "version 3, legacy false": PUBLISHED | dict(legacy=False),
        "version 2, xlarge": PUBLISHED | dict(conv_kernel_size=3, conv_act="gelu")}),
    "modernbert": ("ModernBert", dict(type_vocab_size=None, **TOKENS), {
        **{flag: {flag: True} for flag in ("norm_bias", "attention_bias", "mlp_bias", "classifier_bias")},
        "all biases": dict(norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True),
        "no decoder_bias": dict(decoder_bias=False), "untied": dict(tie_word_embeddings=False),
        "another cutoff": dict(initializer_cutoff_factor=3.0)}),
    "albert": ("Albert", dict(embedding_size=6, num_hidden_groups=2, inner_group_num=3), {
        "one size": dict(embedding_size=8), "untied": dict(tie_word_embeddings=False),
        "more groups than layers": dict(num_hidden_groups=4), "no groups": dict(num_hidden_groups=0)}),
    "nomic-bert": ("NomicBert", {}, {
        "untied": dict(tie_word_embeddings=False), "tied": dict(tie_word_embeddings=True),
        "head_dim": dict(head_dim=6)}),
    "gte": ("Gte", {}, {"untied": dict(tie_word_embeddings=False), "tied": dict(tie_word_embeddings=True)}),
    "jina-embeddings-v3": ("JinaEmbeddingsV3", {}, {"untied": dict(tie_word_embeddings=False)}),
    "deberta": ("Deberta", dict(type_vocab_size=0, pooler_hidden_size=8), DEBERTA | {
        "talking heads": dict(talking_head=True, relative_attention=True, pos_att_type="c2p")}),
    "mobilebert": ("MobileBert", dict(
        embedding_size=6, intra_bottleneck_size=4, num_feedforward_networks=3, true_hidden_size=4), {
        "no bottleneck": dict(use_bottleneck=False, true_hidden_size=8),
        "own bottlenecks": dict(key_query_shared_bottleneck=False),
        "bottleneck attention": dict(use_bottleneck_attention=True), "no trigrams": dict(trigram_input=False),
        "layer norms": dict(normalization_type="layer_norm"), "no pooler": dict(classifier_activation=False),
        "untied": dict(tie_word_embeddings=False), "one size": dict(embedding_size=8),
        "one network": dict(num_feedforward_networks=1)}),
    "convbert": ("ConvBert", dict(
        hidden_size=16, num_attention_heads=4, embedding_size=6, head_ratio=2, conv_kernel_size=3, num_groups=1), {
        "one size": dict(embedding_size=16), "groups": dict(num_groups=2), "untied": dict(tie_word_embeddings=False),
        "cross attention": dict(is_decoder=True, add_cross_attention=True)}),
    "longformer": ("Longformer", dict(attention_window=4), {"untied": dict(tie_word_embeddings=False)}),
    "squeezebert": ("SqueezeBert", dict(
        hidden_size=24, embedding_size=24, intermediate_size=48, num_attention_heads=2, q_groups=2, k_groups=3,
        v_groups=4, post_attention_groups=6, intermediate_groups=8, output_groups=12), {
        "one group": dict(q_groups=1, k_groups=1, v_groups=1, intermediate_groups=1, output_groups=1),
        "untied": dict(tie_word_embeddings=False)}),
    "xlm-roberta-xl": ("XLMRobertaXL", {}, ROBERTA),
    "roberta-prelayernorm": ("RobertaPreLayerNorm", {}, ROBERTA),
    "ernie": ("Ernie", dict(task_type_vocab_size=4), {
        "task types": dict(use_task_id=True), "cross attention": dict(is_decoder=True, add_cross_attention=True),
        "untied": dict(tie_word_embeddings=False)}),
}

#: The class that works with one number of labels only.
LABELS = {"DistilBertForQuestionAnswering": 2}


def sizes(name):
    """The fields of a tiny configuration."""
    return {field: value for field, value in (SIZES | ARCHITECTURES[name][1]).items() if value is not None}


def fields(name, cls, variant=None):
    """The fields of a class' tiny configuration, with those of a variant."""
    own = sizes(name) | ({"num_labels": LABELS[cls]} if cls in LABELS else {})
    return own | (ARCHITECTURES[name][2][variant] if variant else {})


def classes(library, name):
    """The names of an architecture's classes."""
    prefix = ARCHITECTURES[name][0]
    endings = ("Model", "LMHeadModel")
    return sorted(
        cls for cls in dir(library)
        if cls.startswith(prefix) and (cls[len(prefix):] in endings or cls[len(prefix):].startswith("For"))
        and isinstance(getattr(library, cls), type) and hasattr(getattr(library, cls), "base_model_prefix"))
