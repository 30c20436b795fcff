// Stands between a program and the C library (LD_PRELOAD) and lets the n-th call of some kinds go wrong.
//
// FAULT_CALLS  which calls are counted, with commas between: pread,pwrite,fsync
// FAULT_AT     the number of the call that goes wrong, from 1; 0: none
// FAULT_DO     what happens to it: an error ("errno:5"), half of the bytes ("short"), or before it is made the
//              program gets a signal ("signal:15") or a command runs ("run:mv a b")
// FAULT_STEP   from the n-th call on every so many goes wrong, not only that one: 1 for all of them
// FAULT_DELAY  microseconds that every counted call takes longer
// FAULT_TOGETHER  how many counted calls must wait at once before the first of them is made; the program ends with 97
//              if no further thread comes to make one
// FAULT_COUNT  a file of eight bytes that holds the number of calls so far, also when the program is killed
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static _Atomic uint64_t unshared;
static _Atomic uint64_t *count = &unshared;
static uint64_t at, step, together;
static _Atomic uint64_t arrived;
static sem_t gate;
static useconds_t delay;
static const char *calls = "", *action = "";

__attribute__((constructor)) static void start(void) {
    const char *text;
    if ((text = getenv("FAULT_CALLS"))) calls = strdup(text);
    if ((text = getenv("FAULT_DO"))) action = strdup(text);
    if ((text = getenv("FAULT_AT"))) at = strtoull(text, 0, 10);
    if ((text = getenv("FAULT_DELAY"))) delay = (useconds_t)strtoul(text, 0, 10);
    if ((text = getenv("FAULT_TOGETHER"))) together = strtoull(text, 0, 10);
    sem_init(&gate, 0, 0);
    if ((text = getenv("FAULT_STEP"))) step = strtoull(text, 0, 10);
    if ((text = getenv("FAULT_COUNT"))) {
        int file = open(text, O_RDWR);
        void *place = file < 0 ? MAP_FAILED : mmap(0, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (place != MAP_FAILED) count = place;
        if (file >= 0) close(file);
    }
    unsetenv("LD_PRELOAD");
}

static int is_counted(const char *name) {
    size_t length = strlen(name);
    for (const char *place = calls; (place = strstr(place, name)); place += length)
        if ((place == calls || place[-1] == ',') && (place[length] == ',' || !place[length])) return 1;
    return 0;
}

// Whether every other thread waits for something.
static int others_wait(void) {
    DIR *threads = opendir("/proc/self/task");
    int waiting = 1;
    for (struct dirent *thread; threads && waiting && (thread = readdir(threads));) {
        char path[300], text[512];
        if (thread->d_name[0] == '.' || atoi(thread->d_name) == gettid()) continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", thread->d_name);
        int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
        ssize_t size = file < 0 ? 0 : read(file, text, sizeof text - 1);
        if (file >= 0) close(file);
        text[size < 0 ? 0 : size] = 0;
        // The state stands behind the name, which is in parentheses.
        const char *name_end = strrchr(text, ')');
        waiting = !name_end || name_end[2] == 'S';
    }
    if (threads) closedir(threads);
    return waiting;
}

// Holds the call until so many threads are at one.
static void wait_for_others(void) {
    if (atomic_fetch_add(&arrived, 1) == 0) {
        // The first watches, and the others sleep.
        for (int still = 0; atomic_load(&arrived) < together; still = others_wait() ? still + 1 : 0) {
            // Threads that have not come sleep for something else, and go on sleeping.
            if (still > 500) _exit(97);
            usleep(1000);
        }
    } else {
        while (sem_wait(&gate)) continue;
    }
    // Open for all that wait, and all that come.
    sem_post(&gate);
}

enum fate { WELL, FAILS, SHORT };

// What becomes of this call.
static enum fate fate_of(const char *name) {
    if (!is_counted(name)) return WELL;
    uint64_t number = atomic_fetch_add(count, 1) + 1;
    if (delay) usleep(delay);
    if (together) wait_for_others();
    if (!at || number < at || (step ? (number - at) % step != 0 : number != at)) return WELL;
    if (!strncmp(action, "errno:", 6)) {
        errno = atoi(action + 6);
        return FAILS;
    }
    if (!strncmp(action, "signal:", 7)) {
        kill(getpid(), atoi(action + 7));
        // The program acts before this thread goes on: it ends, or it waits for what this thread holds.
        do usleep(1000);
        while (!others_wait());
    }
    if (!strncmp(action, "run:", 4) && system(action + 4)) _exit(99);
    return !strcmp(action, "short") ? SHORT : WELL;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static size_t some(enum fate fate, size_t bytes) { return fate == SHORT && bytes > 1 ? bytes / 2 : bytes; }

ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    REAL(pread);
    enum fate fate = fate_of("pread");
    return fate == FAILS ? -1 : real(file, bytes, some(fate, size), offset);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
    REAL(pwrite);
    enum fate fate = fate_of("pwrite");
    return fate == FAILS ? -1 : real(file, bytes, some(fate, size), offset);
}

ssize_t write(int file, const void *bytes, size_t size) {
    REAL(write);
    return file > 2 || fate_of("write") != FAILS ? real(file, bytes, size) : -1;
}

int fsync(int file) {
    REAL(fsync);
    return fate_of("fsync") == FAILS ? -1 : real(file);
}

int posix_fallocate(int file, off_t offset, off_t size) {
    REAL(posix_fallocate);
    return fate_of("fallocate") == FAILS ? errno : real(file, offset, size);
}

int linkat(int a, const char *source, int b, const char *target, int flags) {
    REAL(linkat);
    return fate_of("linkat") == FAILS ? -1 : real(a, source, b, target, flags);
}

int rename(const char *source, const char *target) {
    REAL(rename);
    return fate_of("rename") == FAILS ? -1 : real(source, target);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return fate_of("mkdir") == FAILS ? -1 : real(path, mode);
}

int unlink(const char *path) {
    REAL(unlink);
    return fate_of("unlink") == FAILS ? -1 : real(path);
}

int open(const char *path, int flags, ...) {
    REAL(open);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    // A file system without nameless files, as "no-nameless" among FAULT_CALLS says.
    if ((flags & O_TMPFILE) == O_TMPFILE && is_counted("no-nameless")) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return fate_of("open") == FAILS ? -1 : real(path, flags, mode);
}
