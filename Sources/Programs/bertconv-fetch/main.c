// bertconv-fetch: the only program that speaks to a network.
//
// It reads requests from standard input and answers them on standard output, one after the other, until the input ends.
// What it may do is fixed before the first request: see FetchCage.c.

#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "Confinement.h"
#include "CurlLibrary.h"
#include "FetchCage.h"
#include "Frames.h"
#include "Transfer.h"

enum { ExitMisused = 2, ExitMissing = 3 };

static _Noreturn void end(int status, const char *line) {
    CCWrite(2, line, strlen(line));
    CCWrite(2, "\n", 1);
    CCExit(status);
}

// Has the C library load now what it would load later, when no program code can be loaded any more.
static void loadResolver(void) {
    struct addrinfo *found = NULL;
    if (getaddrinfo("localhost", NULL, NULL, &found) == 0) freeaddrinfo(found);
    dlopen("libgcc_s.so.1", RTLD_NOW | RTLD_GLOBAL);
}

int main(int count, char **arguments) {
    const int isVersion = count == 2 && strcmp(arguments[1], "--version") == 0;
    if (count > 1 && !isVersion)
        end(ExitMisused, "usage: bertconv-fetch [--version]; requests come from bertconv on standard input");
    CCForgetEnvironment();
    CCCloseDescriptors(3);
    const char *missing = loadCurl();
    if (missing != NULL) end(ExitMissing, missing);
    loadResolver();
    if (prepareTransfers() != 0) end(ExitMisused, "bertconv-fetch: libcurl could not be started");
    const char *layers = closeCage();
    if (layers == NULL) end(ExitMisused, "bertconv-fetch: the process could not be confined");
    if (isVersion) {
        char text[400];
        const int length = snprintf(
            text, sizeof text, "bertconv-fetch, libcurl %s\ncage: %s\n", curl.versionInfo(CURLVERSION_NOW)->version,
            layers);
        if (length > 0) CCWrite(1, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
        CCExit(0);
    }
    for (;;) {
        Request request;
        const int status = readRequest(&request);
        if (status == 0) CCExit(0);
        if (status < 0) end(ExitMisused, "bertconv-fetch: what came is no request");
        const int written = performRequest(&request);
        freeRequest(&request);
        if (written != 0) CCExit(ExitMisused);
    }
}
