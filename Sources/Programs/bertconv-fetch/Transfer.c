#include "Transfer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "AddressClass.h"
#include "CurlLibrary.h"

// An object keeps its connections, so each reach has its own: a connection that one reach allows is never used by
// another.
static CURL *handles[ReachCount];

enum {
    HeaderBytes = 1 << 16,
    // Less than this in a second counts as nothing.
    QuietBytes = 512,
};

// The headers that the main program needs; no other one is passed on.
static const char *const wantedHeaders[] = {
    "content-length", "content-range", "etag", "last-modified", "link", "location", "retry-after",
    "x-amz-bucket-region", "x-amz-request-id", "x-error-code", "x-error-message", "x-linked-etag", "x-linked-size",
    "x-repo-commit", "x-request-id",
};

typedef struct {
    CURL *handle;
    const Request *request;
    // The wanted headers of the last response, each with a NUL byte at its end.
    char headers[HeaderBytes];
    size_t headerBytes;
    // All header bytes, those of interim responses and trailers too.
    size_t receivedHeaderBytes;
    int isBegun;
    uint64_t bodyBytes;
    // Nothing, or why the transfer was given up: a word, a space and a sentence.
    const char *failure;
    int isBroken;
    // What was received up to the last look, when that was, and how many looks in a row found almost nothing.
    uint64_t seenBytes;
    time_t lastLook;
    uint64_t quietLooks;
} Transfer;

static int isWanted(const char *line, size_t count) {
    const char *colon = memchr(line, ':', count);
    if (colon == NULL) return 0;
    const size_t length = (size_t)(colon - line);
    for (size_t index = 0; index < sizeof wantedHeaders / sizeof wantedHeaders[0]; index++)
        if (strlen(wantedHeaders[index]) == length && strncasecmp(wantedHeaders[index], line, length) == 0) return 1;
    return 0;
}

// Writes status, address and headers.
static int begin(Transfer *transfer) {
    long status = 0;
    char *address = NULL;
    char number[24];
    curl.easyGetinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    curl.easyGetinfo(transfer->handle, CURLINFO_PRIMARY_IP, &address);
    int count = snprintf(number, sizeof number, "%ld", status);
    if (writeFrame(AnswerStatus, number, (size_t)count) != 0) return -1;
    count = snprintf(number, sizeof number, "%d", (int)classOfText(address != NULL ? address : ""));
    if (writeFrame(AnswerAddress, number, (size_t)count) != 0) return -1;
    for (size_t start = 0; start < transfer->headerBytes; start += strlen(transfer->headers + start) + 1)
        if (writeFrame(AnswerHeader, transfer->headers + start, strlen(transfer->headers + start)) != 0) return -1;
    transfer->isBegun = 1;
    return 0;
}

static size_t giveUp(Transfer *transfer, const char *failure) {
    if (transfer->failure == NULL) transfer->failure = failure;
    return 0;
}

static size_t takeHeader(char *line, size_t size, size_t count, void *context) {
    Transfer *transfer = context;
    count *= size;
    transfer->receivedHeaderBytes += count;
    if (transfer->receivedHeaderBytes > HeaderBytes) {
        giveUp(transfer, "headers the server sent more than 65536 bytes of headers");
        return 0;
    }
    if (transfer->isBegun) return count;  // a trailer
    size_t length = count;
    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == '\n')) length--;
    if (length >= 5 && strncmp(line, "HTTP/", 5) == 0) {
        transfer->headerBytes = 0;
    } else if (length == 0) {
        long status = 0;
        curl.easyGetinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
        if (status >= 200 && begin(transfer) != 0) {
            transfer->isBroken = 1;
            return 0;
        }
    } else if (isWanted(line, length) && memchr(line, '\0', length) == NULL) {
        memcpy(transfer->headers + transfer->headerBytes, line, length);
        transfer->headerBytes += length;
        transfer->headers[transfer->headerBytes++] = '\0';
    }
    return count;
}

static size_t takeBody(char *bytes, size_t size, size_t count, void *context) {
    Transfer *transfer = context;
    count *= size;
    if (count > transfer->request->bodyLimit - transfer->bodyBytes)
        return giveUp(transfer, "body the server sent more bytes than were asked for");
    transfer->bodyBytes += count;
    if (writeBody(bytes, count) == 0) return count;
    transfer->isBroken = 1;
    return 0;
}

// libcurl calls this at least once a second. Time in which the process does not run, or waits for the main program, has
// no looks.
static int look(void *context, curl_off_t total, curl_off_t now, curl_off_t uploadTotal, curl_off_t uploaded) {
    (void)total, (void)now, (void)uploadTotal, (void)uploaded;
    Transfer *transfer = context;
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    if (transfer->lastLook == 0) transfer->lastLook = time.tv_sec;
    if (time.tv_sec == transfer->lastLook) return 0;
    transfer->lastLook = time.tv_sec;
    // What a slow server has sent is handed over, or the main program would take this one for silent.
    if (flushBody() != 0) {
        transfer->isBroken = 1;
        return 1;
    }
    const uint64_t received = transfer->receivedHeaderBytes + transfer->bodyBytes;
    transfer->quietLooks = received - transfer->seenBytes < QuietBytes ? transfer->quietLooks + 1 : 0;
    transfer->seenBytes = received;
    if (transfer->quietLooks < transfer->request->quietLooks) return 0;
    giveUp(transfer, "stalled the server sent almost nothing for too long");
    return 1;
}

static curl_socket_t openSocket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    Transfer *transfer = context;
    if (!reachAllows((Reach)transfer->request->reach, classOfAddress(&address->addr))) {
        giveUp(transfer, "address the host has an address that this request may not connect to");
        return CURL_SOCKET_BAD;
    }
    // Of several addresses, one that is allowed may follow.
    transfer->failure = NULL;
    return socket(address->family, address->socktype, address->protocol);
}

static const char *wordFor(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "resolve";
    case CURLE_COULDNT_CONNECT: return "connect";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return "tls";
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR: return "truncated";
    case CURLE_OPERATION_TIMEDOUT: return "stalled";
    default: return "failed";
    }
}

static int writeFailure(const Transfer *transfer, CURLcode code, const char *details) {
    if (transfer->failure != NULL) return writeFrame(AnswerFailure, transfer->failure, strlen(transfer->failure));
    char text[CURL_ERROR_SIZE + 64];
    const int count = snprintf(
        text, sizeof text, "%s %s", wordFor(code), details[0] != '\0' ? details : curl.easyStrerror(code));
    return writeFrame(AnswerFailure, text, (size_t)count < sizeof text ? (size_t)count : sizeof text - 1);
}

// The options that do not depend on the request: nothing from the environment, no other protocol, nothing followed.
static void setCommonOptions(CURL *handle, Transfer *transfer) {
    curl.easySetopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl.easySetopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl.easySetopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl.easySetopt(handle, CURLOPT_PROXY, "");
    curl.easySetopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl.easySetopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl.easySetopt(handle, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl.easySetopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl.easySetopt(handle, CURLOPT_BUFFERSIZE, 262144L);
    curl.easySetopt(handle, CURLOPT_HEADERFUNCTION, takeHeader);
    curl.easySetopt(handle, CURLOPT_HEADERDATA, transfer);
    curl.easySetopt(handle, CURLOPT_WRITEFUNCTION, takeBody);
    curl.easySetopt(handle, CURLOPT_WRITEDATA, transfer);
    curl.easySetopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl.easySetopt(handle, CURLOPT_XFERINFOFUNCTION, look);
    curl.easySetopt(handle, CURLOPT_XFERINFODATA, transfer);
    curl.easySetopt(handle, CURLOPT_OPENSOCKETFUNCTION, openSocket);
    curl.easySetopt(handle, CURLOPT_OPENSOCKETDATA, transfer);
}

int prepareTransfers(void) {
    for (int reach = 0; reach < ReachCount; reach++) {
        handles[reach] = curl.easyInit();
        if (handles[reach] == NULL) return -1;
    }
    return 0;
}

int performRequest(const Request *request) {
    static Transfer transfer;
    CURL *handle = handles[request->reach];
    char details[CURL_ERROR_SIZE] = "";
    memset(&transfer, 0, sizeof transfer);
    transfer.handle = handle;
    transfer.request = request;
    curl.easyReset(handle);
    setCommonOptions(handle, &transfer);
    curl.easySetopt(handle, CURLOPT_ERRORBUFFER, details);
    curl.easySetopt(handle, CURLOPT_URL, request->url);
    if (request->isHead) curl.easySetopt(handle, CURLOPT_NOBODY, 1L);
    if (request->range != NULL) curl.easySetopt(handle, CURLOPT_RANGE, request->range);
    // As a header of the caller, it would become a part of the signature.
    if (request->agent != NULL) curl.easySetopt(handle, CURLOPT_USERAGENT, request->agent);
    if (request->signing != NULL) curl.easySetopt(handle, CURLOPT_AWS_SIGV4, request->signing);
    if (request->credentials != NULL) curl.easySetopt(handle, CURLOPT_USERPWD, request->credentials);
    struct curl_slist *headers = NULL;
    for (int index = 0; index < request->headerCount; index++)
        headers = curl.slistAppend(headers, request->headers[index]);
    curl.easySetopt(handle, CURLOPT_HTTPHEADER, headers);
    const CURLcode code = curl.easyPerform(handle);
    curl.easyReset(handle);
    curl.slistFreeAll(headers);
    if (transfer.isBroken) return -1;
    if (code == CURLE_OK && transfer.isBegun) return writeFrame(AnswerEnd, NULL, 0);
    return writeFailure(&transfer, code, details);
}
