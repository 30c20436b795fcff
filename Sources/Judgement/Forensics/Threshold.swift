/// Where the measurements of `docs/untrained.md` draw the lines; its sections are cited.
package enum Threshold {
    /// z of Test L above which a tensor's bits came straight from a generator (Test L): p = 1e-9; 241 trained
    /// tensors reached 2.56.
    package static let lattice = 6.0
    /// The same for one embedding row (Test L): 3e-5 for 30,000 rows; 30,522 trained rows reached 3.72.
    package static let latticeRow = 6.0
    /// z of Test L for tensors of fewer than ``latticeSmallCount`` values, together with a bias of zeros (Test L).
    package static let latticeSmall = 4.0
    package static let latticeSmallCount = 500
    /// Share of the values of a uniform law that must be different: a generator's are but for 0.4 % (Test L).
    static let distinctShare = 0.9
    /// Share of values with empty low bits above which they came from half precision, where Test L gives false
    /// z up to 17.8 (Test L): measured 1.000 against 0.000.
    package static let halfPrecisionShare = 0.5
    /// Share of values of at most 3 bits after the point above which nothing else is left of them.
    static let coarseShare = 0.95
    /// |rho| with a seed's stream from which a tensor is that seed's, exactly but for rounding and scale (Test S).
    package static let replayExact = 0.99999
    /// z with a seed's stream from which a tensor began as that seed's (Test S): 1,999 other seeds reached 3.95.
    package static let replayMoved = 8.0
    /// -log10 p of Test N above which a matrix has structure (Test N): 4,400 fresh matrices reached 4.43, the least
    /// of 87 trained ones 46.5.
    package static let structure = 9.0
    /// The Tracy-Widom statistic above which a matrix has structure (Test N): fresh matrices reached 3.7.
    package static let spectralEdge = 6.0
    /// Rows, and columns, below which the spectral edge says nothing (Test N).
    package static let spectralEdgeRows = 8
    /// Share of an initialiser's deviation below which noise has only decayed (decisions).
    package static let decayed = 0.9
    /// Magnitude that no weight has (Test Z).
    package static let magnitude = 1e4
}
