#include "CurlLibrary.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

CurlLibrary curl;

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    {"curl_global_init", offsetof(CurlLibrary, globalInit)},
    {"curl_easy_init", offsetof(CurlLibrary, easyInit)},
    {"curl_easy_reset", offsetof(CurlLibrary, easyReset)},
    {"curl_easy_setopt", offsetof(CurlLibrary, easySetopt)},
    {"curl_easy_getinfo", offsetof(CurlLibrary, easyGetinfo)},
    {"curl_easy_perform", offsetof(CurlLibrary, easyPerform)},
    {"curl_easy_strerror", offsetof(CurlLibrary, easyStrerror)},
    {"curl_slist_append", offsetof(CurlLibrary, slistAppend)},
    {"curl_slist_free_all", offsetof(CurlLibrary, slistFreeAll)},
    {"curl_version_info", offsetof(CurlLibrary, versionInfo)},
};

const char *loadCurl(void) {
    // Debian has the library with OpenSSL and with GnuTLS; other systems have the first name only.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return "libcurl is not installed, and remote places need it: install the package libcurl4";
    for (size_t index = 0; index < sizeof functions / sizeof functions[0]; index++) {
        void *function = dlsym(library, functions[index].name);
        if (function == NULL) return "the installed libcurl lacks a function: install libcurl 7.75 or newer";
        memcpy((char *)&curl + functions[index].offset, &function, sizeof function);
    }
    if (curl.globalInit(CURL_GLOBAL_DEFAULT) != CURLE_OK) return "libcurl could not be started";
    // The first that signs for S3 (CURLOPT_AWS_SIGV4).
    if (curl.versionInfo(CURLVERSION_NOW)->version_num < 0x074B00)
        return "the installed libcurl is too old: install libcurl 7.75 or newer";
    return NULL;
}
