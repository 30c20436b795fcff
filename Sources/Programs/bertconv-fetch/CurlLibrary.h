// libcurl of the system, which is loaded when the program starts and not linked: so the program runs, and says what is
// missing, on a machine that has none.
#ifndef FETCH_CURL_LIBRARY_H
#define FETCH_CURL_LIBRARY_H

// Both only check what is written here; the functions are called through pointers.
#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo

typedef struct {
    CURLcode (*globalInit)(long);
    CURL *(*easyInit)(void);
    void (*easyReset)(CURL *);
    CURLcode (*easySetopt)(CURL *, CURLoption, ...);
    CURLcode (*easyGetinfo)(CURL *, CURLINFO, ...);
    CURLcode (*easyPerform)(CURL *);
    const char *(*easyStrerror)(CURLcode);
    struct curl_slist *(*slistAppend)(struct curl_slist *, const char *);
    void (*slistFreeAll)(struct curl_slist *);
    curl_version_info_data *(*versionInfo)(CURLversion);
} CurlLibrary;

extern CurlLibrary curl;

/// Loads and initialises libcurl. Returns NULL, or what is missing and what to do.
const char *loadCurl(void);

#endif
