#define _GNU_SOURCE
#include "FetchCage.h"

#include <stdio.h>

#include "CCage.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define ALWAYS(name) {SYS_##name, CC_ALLOW, {{0}}}
#define NEVER(name) {SYS_##name, CC_KILL, {{0}}}

static const CCSystemCallRule rules[] = {
    // Descriptors that are open: pipes, sockets, the files of the system that Landlock lets be read.
    ALWAYS(read), ALWAYS(readv), ALWAYS(write), ALWAYS(writev), ALWAYS(close), ALWAYS(lseek), ALWAYS(fstat),
    ALWAYS(newfstatat), ALWAYS(ppoll), ALWAYS(pselect6), ALWAYS(pipe2), ALWAYS(eventfd2),
    {SYS_fcntl, CC_ALLOW, {CC_IS(1, F_GETFL)}},
    {SYS_fcntl, CC_ALLOW, {CC_IS(1, F_SETFL)}},
    {SYS_fcntl, CC_ALLOW, {CC_IS(1, F_GETFD)}},
    {SYS_fcntl, CC_ALLOW, {CC_IS(1, F_SETFD)}},
    {SYS_ioctl, CC_ALLOW, {CC_IS(1, FIONBIO)}},
    {SYS_ioctl, CC_ALLOW, {CC_IS(1, FIONREAD)}},
    {SYS_openat, CC_ALLOW, {CC_HAS_ONLY(2, O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_DIRECTORY | O_NOCTTY | 0100000)}},
    {SYS_openat, CC_FAIL_WITH(EACCES), {{0}}},

    // The network, and the kernel's list of addresses; no sockets to programs of this machine, no listening.
    {SYS_socket, CC_ALLOW, {CC_IS(0, AF_INET)}},
    {SYS_socket, CC_ALLOW, {CC_IS(0, AF_INET6)}},
    {SYS_socket, CC_ALLOW, {CC_IS(0, AF_NETLINK)}},
    {SYS_socket, CC_FAIL_WITH(EAFNOSUPPORT), {{0}}},
    ALWAYS(socketpair), ALWAYS(connect), ALWAYS(bind), ALWAYS(getsockname), ALWAYS(getpeername), ALWAYS(getsockopt),
    ALWAYS(setsockopt), ALWAYS(sendto), ALWAYS(recvfrom), ALWAYS(sendmsg), ALWAYS(recvmsg), ALWAYS(sendmmsg),
    ALWAYS(shutdown),

    // Memory that is never executable.
    ALWAYS(brk), ALWAYS(munmap), ALWAYS(mremap), ALWAYS(madvise),
    {SYS_mmap, CC_ALLOW, {CC_HAS_ONLY(2, PROT_READ | PROT_WRITE)}},
    {SYS_mmap, CC_FAIL_WITH(EPERM), {{0}}},
    {SYS_mprotect, CC_ALLOW, {CC_HAS_ONLY(2, PROT_READ | PROT_WRITE)}},
    {SYS_mprotect, CC_FAIL_WITH(EPERM), {{0}}},

    // Threads, in which libcurl resolves names. The arguments of clone3 cannot be seen here; the C library then calls
    // clone.
    {SYS_clone, CC_ALLOW, {CC_HAS(0, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND)}},
    {SYS_clone, CC_KILL, {{0}}},
    ALWAYS(futex), ALWAYS(set_robust_list), ALWAYS(sched_yield), ALWAYS(sched_getaffinity), ALWAYS(exit),
#ifdef SYS_rseq
    ALWAYS(rseq),
#endif

    // Calls that reveal nothing about other processes and change nothing for them.
    ALWAYS(clock_gettime), ALWAYS(clock_nanosleep), ALWAYS(nanosleep), ALWAYS(gettimeofday), ALWAYS(getrandom),
    ALWAYS(sysinfo), ALWAYS(uname), ALWAYS(getpid), ALWAYS(gettid), ALWAYS(getuid), ALWAYS(geteuid), ALWAYS(getgid),
    ALWAYS(getegid), ALWAYS(rt_sigaction), ALWAYS(rt_sigprocmask), ALWAYS(sigaltstack), ALWAYS(restart_syscall),
    ALWAYS(exit_group),
#ifdef __x86_64__
    ALWAYS(poll), ALWAYS(select), ALWAYS(time),
#endif

    // What only code that has taken the process over would try.
    NEVER(execve), NEVER(execveat), NEVER(ptrace), NEVER(process_vm_readv), NEVER(process_vm_writev), NEVER(kill),
    NEVER(tkill), NEVER(listen), NEVER(accept), NEVER(accept4), NEVER(unlinkat), NEVER(renameat2), NEVER(linkat),
    NEVER(symlinkat), NEVER(mkdirat), NEVER(mknodat), NEVER(fchmodat), NEVER(fchownat), NEVER(mount), NEVER(chroot),
#ifdef __x86_64__
    NEVER(fork), NEVER(vfork),
#endif
};

// Any other call fails as on a kernel that lacks it, so that a newer C library finds another way.
static CCLayer filterSystemCalls(void) {
    const CCSystemCallRules list = CC_RULES(rules);
    return CCFilterSystemCalls(&list, 1, CC_FAIL_WITH(ENOSYS));
}

#else

static CCLayer filterSystemCalls(void) {
    return CCLayerUnavailable;
}

#endif

// Certificates as Debian, Fedora, SUSE and Alpine have them, and the files of the C library's resolver.
static const char *const readable[] = {
    "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/ssl/openssl.cnf", "/usr/lib/ssl", "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates", "/etc/pki/tls", "/etc/pki/ca-trust/extracted", "/var/lib/ca-certificates",
    "/etc/crypto-policies", "/usr/share/crypto-policies", "/etc/resolv.conf", "/run/systemd/resolve", "/etc/hosts",
    "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
};

const char *closeCage(void) {
    static char layers[200];
    // It ends with its standard input. CCDieWithParent would end it with the thread that started it.
    CCDieBySignals();
    if (CCForbidNewPrivileges() != 0) return NULL;
    const int landlock = CCForbidPathsExcept(readable, sizeof readable / sizeof readable[0]);
    // Files do not grow; standard output is one only for --version.
    const uint64_t fileBytes = CCIsRegularFile(1) ? 4096 : 0;
    if (CCLimitResource(CCAddressSpaceBytes, 1u << 30, 1u << 30) != 0 || CCLimitResource(CCCoreFileBytes, 0, 0) != 0 ||
        CCLimitResource(CCOutputFileBytes, fileBytes, fileBytes) != 0 || CCLimitResource(CCOpenFiles, 64, 64) != 0)
        return NULL;
    const CCLayer filter = filterSystemCalls();
    if (filter == CCLayerFailed) return NULL;
    int count = snprintf(
        layers, sizeof layers, "%s, ",
        filter == CCLayerActive ? "system call filter" : "no system call filter on this system");
    count += landlock > 0 ? snprintf(
                                layers + count, sizeof layers - (size_t)count,
                                "no files but certificates and the resolver's (Landlock %d)", landlock)
                          : snprintf(layers + count, sizeof layers - (size_t)count, "no Landlock on this system");
    snprintf(
        layers + count, sizeof layers - (size_t)count,
        ", no new privileges, no environment, no other program, address space 1024 MiB");
    return layers;
}
