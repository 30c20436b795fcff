/// What bertconv says of each file of `testdata/torch-accepts/` that it refuses; all others are read.
enum RefusedFiles {
    /// Folders, codes, and the files, without `.pt`.
    static let table: [(folder: String, code: String, files: String)] = [
        (
            "calls", "pickle.stack",
            """
            append-to-a-dict call-of-a-string mapping-called-with-a-command
            """
        ),
        (
            "calls", "torch.tensor",
            """
            command-in-shape command-in-storage persistent-module persistent-number set-item-of-a-tensor
            """
        ),
        (
            "calls", "pickle.text",
            """
            global-not-utf8
            """
        ),
        (
            "calls", "pickle.opcode",
            """
            opcode-ext1 opcode-ext2 opcode-ext4 opcode-inst opcode-next-buffer opcode-obj opcode-persid
            opcode-pop-mark opcode-readonly-buffer
            """
        ),
        (
            "container", "zip.method",
            """
            bzip2 method-99
            """
        ),
        (
            "container", "zip.local-header",
            """
            central-crc-wrong deflate-declares-4-gib descriptor-missing descriptor-zeroed extra-field-overruns
            local-encrypted local-method-deflate local-name-differs local-name-of-pickle-differs local-signature
            local-sizes-all-ones local-sizes-wrong same-place-twice size-into-next-entry
            """
        ),
        (
            "container", "zip.flags",
            """
            central-encrypted central-masked central-patched-data central-strong-encryption
            """
        ),
        (
            "container", "file.checksum",
            """
            data-flipped data-skipped one-crc-zero pickle-flipped
            """
        ),
        (
            "container", "zip.limit",
            """
            deflate-bomb
            """
        ),
        (
            "container", "zip.inflate",
            """
            deflate-damaged deflate-longer-than-declared deflate-shorter-than-declared
            """
        ),
        (
            "container", "zip.range",
            """
            offset-past-end overlapping-entries size-past-end stored-sizes-differ
            """
        ),
        (
            "container", "zip.directory",
            """
            zip64-field-short
            """
        ),
        (
            "legacy", "torch.storage",
            """
            both-counts-negative key-omitted key-twice key-unknown pickle-declares-4-tib two-counts-for-one-key
            view-past-end
            """
        ),
        (
            "legacy", "torch.legacy",
            """
            count-differs count-negative declares-4-tib keys-not-a-list protocol-1002 said-to-be-big-endian
            system-calls-a-command system-not-a-dict trailing-bytes trailing-pickle truncated
            """
        ),
        (
            "legacy", "torch.tensor",
            """
            five-items window-past-end
            """
        ),
        (
            "legacy", "pickle.opcode",
            """
            junk-between
            """
        ),
        (
            "legacy", "zip.directory",
            """
            magic-alone
            """
        ),
        (
            "legacy", "file.truncated",
            """
            truncated-after-keys
            """
        ),
        (
            "legacy", "pickle.end",
            """
            truncated-in-pickle
            """
        ),
        (
            "names", "torch.tensor",
            """
            name-a-list name-a-number name-a-tuple name-in-bytes-not-ascii name-none name-of-a-lone-surrogate
            name-twice names-canonically-equal
            """
        ),
        (
            "names", "torch.no-tensors",
            """
            root-a-list root-a-tensor root-empty root-none
            """
        ),
        (
            "objects", "torch.tensor",
            """
            a-thousand-dimensions bytes-wrap-to-zero key-a-list offset-negative offset-past-end ranks-differ
            size-negative size-not-a-number size-overflows size-wraps-to-two stride-negative stride-overflows
            stride-zero-of-4-tib window-past-end
            """
        ),
        (
            "objects", "torch.layout",
            """
            alias-bomb
            """
        ),
        (
            "objects", "torch.storage",
            """
            count-a-truth count-negative count-of-4-tib count-of-9-bytes two-counts-for-one-key
            two-types-for-one-key
            """
        ),
        (
            "objects", "zip.name",
            """
            keys-canonically-equal
            """
        ),
        (
            "pickle", "pickle.end",
            """
            bytes-after-stop bytes-negative empty-pickle global-without-end integer-of-2-gib no-stop
            second-pickle string-of-4-gib string-of-exabytes
            """
        ),
        (
            "pickle", "pickle.frame",
            """
            frame-in-frame frame-of-exabytes frame-straddled frame-too-long
            """
        ),
        (
            "pickle", "pickle.stack",
            """
            mark-missing memo-integer-as-module more-on-the-stack stack-underflow stop-alone
            """
        ),
        (
            "pickle", "pickle.limit",
            """
            memo-index-huge
            """
        ),
        (
            "pickle", "pickle.memo",
            """
            memo-index-negative memo-missing
            """
        ),
        (
            "pickle", "pickle.opcode",
            """
            protocol-255 protocol-in-the-middle unknown-opcode
            """
        ),
        (
            "records", "zip.name",
            """
            backslashes key-leads-out name-leads-out name-with-nul names-equal-but-for-case pickle-three-times
            pickle-twice storage-twice
            """
        ),
        (
            "records", "torch.layout",
            """
            byteorder-unknown byteorder-with-newline first-entry-elsewhere folder-in-other-case
            last-entry-elsewhere macosx-folder no-folder pickle-in-capitals pickle-missing version-0 version-99
            version-in-capitals version-missing version-padded version-text
            """
        ),
        (
            "records", "zip.trailing-bytes",
            """
            comment-longer-than-said trailing-1-kb
            """
        ),
        (
            "records", "zip.directory",
            """
            directory-past-end empty end-records-disagree entries-on-disk-differ half-of-it leading-bytes
            trailing-70-kb truncated zip64-end-wrong
            """
        ),
        (
            "records", "zip.limit",
            """
            many-entries-declared
            """
        ),
        (
            "records", "torch.storage",
            """
            record-long record-missing record-short storage-in-capitals
            """
        ),
        (
            "records", "zip.range",
            """
            second-archive unlisted-record
            """
        ),
    ]
}
