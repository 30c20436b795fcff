import CKernels
import Glibc
import Testing

/// The loops of a forward pass, in every variant that this processor can run.
@Suite("Loops of the forward pass")
struct ForwardKernelTests {
    static let processors = [CKBaseline, CKAVX2, CKAVX512].filter { $0.rawValue <= CKThisProcessor().rawValue }

    /// Numbers between -1 and 1 that do not repeat soon.
    private static func numbers(_ count: Int, _ seed: Int) -> [Float] {
        (0..<count).map { Float(sin(Double($0 * 37 + seed * 101))) }
    }

    @Test("A product is the sum of products, for sizes that fill no vector and no tile", arguments: processors)
    func products(processor: CKProcessor) {
        for (rows, columns, width) in [(1, 1, 1), (5, 7, 19), (4, 4, 16), (9, 13, 50), (3, 2, 768)] {
            let (input, weights, bias) = (
                Self.numbers(rows * width, 1), Self.numbers(columns * width, 2), Self.numbers(columns, 3)
            )
            let stride = columns + 3
            var output = [Float](repeating: 9, count: rows * stride)
            unsafe CKMultiply(processor, input, rows, weights, columns, width, bias, &output, stride)
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = Double(bias[column])
                    for index in 0..<width {
                        sum += Double(input[row * width + index]) * Double(weights[column * width + index])
                    }
                    let difference = (sum - Double(output[row * stride + column])).magnitude
                    #expect(difference < 1e-5 + 1e-7 * Double(width))
                }
                // What is beyond the columns belongs to other work.
                #expect(output[(row * stride + columns)..<((row + 1) * stride)] == [9, 9, 9])
            }
        }
    }

    @Test("Activations are those of the C library to 1e-6, and NaN stays NaN", arguments: processors)
    func activations(processor: CKProcessor) {
        let functions: [(CKActivation, (Double) -> Double)] = [
            (CKGelu, { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }),
            (CKGeluByTanh, { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
            (CKGeluQuick, { $0 / (1 + exp(-1.702 * $0)) }), (CKRelu, { max(0, $0) }),
            (CKSilu, { $0 / (1 + exp(-$0)) }), (CKTanh, { tanh($0) }), (CKSigmoid, { 1 / (1 + exp(-$0)) }),
            (CKIdentity, { $0 }),
        ]
        let inputs = (-300...300).map { Float($0) * 0.07 } + [1e-6, -1e-6, 100, -100]
        for (activation, function) in functions {
            var values = inputs
            unsafe CKActivate(processor, activation, &values, values.count)
            for (input, value) in zip(inputs, values) {
                let expected = function(Double(input))
                #expect((expected - Double(value)).magnitude < 1e-6 * max(1, expected.magnitude))
            }
            var none: [Float] = [.nan]
            unsafe CKActivate(processor, activation, &none, 1)
            #expect(none[0].isNaN)
        }
    }

    @Test("A norm has mean 0 and variance 1 before its weight, and adds epsilon to the variance", arguments: processors)
    func norms(processor: CKProcessor) {
        let width = 21
        var values = Self.numbers(2 * width, 4)
        let before = values
        let weight = [Float](repeating: 2, count: width)
        unsafe CKNormalise(processor, &values, 2, width, weight, nil, 0.25)
        for row in 0..<2 {
            let line = before[(row * width)..<((row + 1) * width)].map { Double($0) }
            let mean = line.reduce(0, +) / Double(width)
            let variance = line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            for index in 0..<width {
                let expected = 2 * (line[index] - mean) / (variance + 0.25).squareRoot()
                #expect((expected - Double(values[row * width + index])).magnitude < 1e-5)
            }
        }
    }

    @Test(
        "Attention is the softmax of scaled scores times values, with a bias by distance, causal or not",
        arguments: processors, [false, true])
    func attention(processor: CKProcessor, isCausal: Bool) {
        for (count, width, heads) in [(1, 4, 1), (7, 12, 2), (19, 16, 2), (33, 64, 1)] {
            let stride = width * heads
            let (queries, keys, values) = (
                Self.numbers(count * stride, 5), Self.numbers(count * stride, 6), Self.numbers(count * stride, 7)
            )
            let bias = Self.numbers(2 * count - 1, 8)
            var output = [Float](repeating: 0, count: count * stride)
            var scratch = [Float](repeating: .nan, count: CKAttentionScratch(processor, count, width))
            unsafe CKAttend(
                processor, queries, keys, values, count, width, stride, bias, isCausal ? 1 : 0, &scratch, &output)
            for token in 0..<count {
                let seen = isCausal ? 0...token : 0...(count - 1)
                let scores = seen.map { other in
                    (0..<width).reduce(0.0) {
                        $0 + Double(queries[token * stride + $1]) * Double(keys[other * stride + $1])
                    } / Double(width).squareRoot() + Double(bias[other - token + count - 1])
                }
                let shares = scores.map { exp($0) }
                let whole = shares.reduce(0, +)
                for index in 0..<width {
                    let expected = zip(seen, shares).reduce(0.0) { $0 + $1.1 * Double(values[$1.0 * stride + index]) }
                    #expect((expected / whole - Double(output[token * stride + index])).magnitude < 1e-5)
                }
            }
        }
    }
}
