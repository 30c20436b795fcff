import TestSupport

extension TemporaryFolder {
    /// All that a listing tells of what is in it (kind, mode, owner, inode, size, time of change, target), and the sums
    /// of all files: the same before and after when nothing was touched.
    var snapshot: String {
        let script = """
            cd "$0" && find . -mindepth 1 -printf '%p %y %m %U:%G %i %s %T@ %l\\n' | LC_ALL=C sort \
            && find . -type f -exec sha256sum {} + | LC_ALL=C sort
            """
        return Tool.run(["/bin/sh", "-c", script, path]).output
    }
}
