import Glibc
import TestSupport

/// Sends a signal after a while; one that has ended and was not waited for does not mind.
func signalLater(_ child: Child, _ number: Int32, microseconds: Int) {
    usleep(UInt32(microseconds))
    child.send(number)
}
