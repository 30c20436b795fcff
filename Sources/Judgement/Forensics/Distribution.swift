/// What the values of a fresh tensor are drawn from.
package enum Distribution: Sendable, Equatable {
    /// `torch.Tensor.normal_`.
    case normal(mean: Double, std: Double)
    /// A normal distribution whose values further than two of its standard deviations from the mean are drawn
    /// again, as TensorFlow's `TruncatedNormal`; the deviation of what is left is 0.8796 `std`.
    case truncatedNormal(mean: Double, std: Double)
    /// `torch.Tensor.uniform_`: `low` included, `high` not.
    case uniform(low: Double, high: Double)

    /// `torch.nn.init.xavier_normal_`, Glorot's.
    package static func xavierNormal(fanIn: Int, fanOut: Int) -> Self {
        .normal(mean: 0, std: (2 / Double(fanIn + fanOut)).squareRoot())
    }

    /// `torch.nn.init.xavier_uniform_`, Glorot's.
    package static func xavierUniform(fanIn: Int, fanOut: Int) -> Self {
        symmetric(3.0.squareRoot() * (2 / Double(fanIn + fanOut)).squareRoot())
    }

    /// `torch.nn.init.kaiming_normal_` for rectifiers, He's.
    package static func kaimingNormal(fanIn: Int) -> Self {
        .normal(mean: 0, std: 2.0.squareRoot() / Double(fanIn).squareRoot())
    }

    /// `torch.nn.init.kaiming_uniform_` for rectifiers, He's.
    package static func kaimingUniform(fanIn: Int) -> Self {
        symmetric(3.0.squareRoot() * (2.0.squareRoot() / Double(fanIn).squareRoot()))
    }

    /// What `torch.nn.Linear` starts with, weight and bias: Kaiming's with a negative slope of the root of 5.
    package static func linearDefault(fanIn: Int) -> Self {
        symmetric(1 / Double(fanIn).squareRoot())
    }

    private static func symmetric(_ bound: Double) -> Self {
        .uniform(low: -bound, high: bound)
    }
}
