import ByteIO
import JSONText
import TorchArchive

extension Kernel {
    /// What a look at names alone spends its time in.
    static let parsing = [
        Kernel(name: "json-header-200") { () throws(Fault) in
            let header = Array(tensorHeader(tensorCount: 200).utf8)
            return Work { () throws(Fault) in
                guard try JSONParser.parse(header).object?.members.count == 200 else { throw unfit }
            }
        },
        Kernel(name: "pickle-zip-2.13") { () throws(Fault) in
            let file = try InputFile(path: "testdata/torch/zip-2.13/pytorch_model.bin")
            return Work { () throws(Fault) in
                guard try TorchReader.readArchive(file).others.isEmpty else { throw unfit }
            }
        },
    ]

    /// The header of a safetensors file, as the crate writes it.
    private static func tensorHeader(tensorCount: Int) -> String {
        let tensors = (0..<tensorCount).map { number in
            """
            "bert.encoder.layer.\(number / 16).attention.output.\(number % 16).weight":{"dtype":"F32",\
            "shape":[768,768],"data_offsets":[\(number * 2_359_296),\((number + 1) * 2_359_296)]}
            """
        }
        return "{" + tensors.joined(separator: ",") + "}"
    }
}
