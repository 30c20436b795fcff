#include "Frames.h"

#include <stdlib.h>
#include <string.h>

#include "Confinement.h"

// The tag and the length.
enum { FrameStartBytes = 5 };

// Reads exactly `count` bytes. Returns 1, 0 at an end before the first byte, or -1.
static int readAll(void *buffer, size_t count) {
    unsigned char *next = buffer;
    size_t done = 0;
    while (done < count) {
        const ptrdiff_t received = CCRead(0, next + done, count - done);
        if (received < 0) return -1;
        if (received == 0) return done == 0 ? 0 : -1;
        done += (size_t)received;
    }
    return 1;
}

// Reads a frame; its bytes are a text of their own. Returns as readAll.
static int readFrame(char *tag, char **text) {
    unsigned char start[FrameStartBytes];
    const int status = readAll(start, sizeof start);
    if (status != 1) return status;
    const uint32_t count = start[1] | (uint32_t)start[2] << 8 | (uint32_t)start[3] << 16 | (uint32_t)start[4] << 24;
    if (count > FrameBytes) return -1;
    *text = malloc((size_t)count + 1);
    if (*text == NULL) return -1;
    if (count > 0 && readAll(*text, count) != 1) return -1;
    (*text)[count] = '\0';
    if (strlen(*text) != count) return -1;
    *tag = (char)start[0];
    return 1;
}

static int setText(char **field, char *text) {
    if (*field != NULL) return -1;
    *field = text;
    return 0;
}

static int setNumber(uint64_t *field, char *text) {
    char *end = NULL;
    *field = strtoull(text, &end, 10);
    const int isNumber = text[0] >= '0' && text[0] <= '9' && *end == '\0';
    free(text);
    return isNumber ? 0 : -1;
}

static int setField(Request *request, char tag, char *text) {
    uint64_t number = 0;
    switch (tag) {
    case 'U': return setText(&request->url, text);
    case 'R': return setText(&request->range, text);
    case 'N': return setText(&request->agent, text);
    case 'S': return setText(&request->signing, text);
    case 'K': return setText(&request->credentials, text);
    case 'H':
        if (request->headerCount == HeaderLines) return -1;
        request->headers[request->headerCount++] = text;
        return 0;
    case 'M':
        if (setNumber(&number, text) != 0 || number > 1) return -1;
        request->isHead = (int)number;
        return 0;
    case 'A':
        if (setNumber(&number, text) != 0 || number > 3) return -1;
        request->reach = (int)number;
        return 0;
    case 'B': return setNumber(&request->bodyLimit, text);
    case 'Q': return setNumber(&request->quietLooks, text);
    default: free(text); return -1;
    }
}

int readRequest(Request *request) {
    *request = (Request){.bodyLimit = 0};
    for (int fields = 0; fields < 2 * HeaderLines; fields++) {
        char tag = 0;
        char *text = NULL;
        const int status = readFrame(&tag, &text);
        if (status != 1) return fields == 0 ? status : -1;
        if (tag == '.') {
            free(text);
            return request->url != NULL && request->quietLooks > 0 ? 1 : -1;
        }
        if (setField(request, tag, text) != 0) return -1;
    }
    return -1;
}

void freeRequest(Request *request) {
    free(request->url);
    free(request->range);
    free(request->agent);
    free(request->signing);
    free(request->credentials);
    for (int index = 0; index < request->headerCount; index++) free(request->headers[index]);
}

// A frame of the body with its start.
static struct {
    unsigned char bytes[FrameStartBytes + BodyFrameBytes];
    size_t count;
} waiting;

static void setStart(unsigned char *start, AnswerTag tag, size_t count) {
    start[0] = (unsigned char)tag;
    for (int place = 0; place < 4; place++) start[1 + place] = (unsigned char)(count >> (8 * place));
}

int writeFrame(AnswerTag tag, const void *bytes, size_t count) {
    unsigned char start[FrameStartBytes];
    setStart(start, tag, count);
    if (flushBody() != 0 || CCWrite(1, start, sizeof start) != 0) return -1;
    return count == 0 ? 0 : CCWrite(1, bytes, count);
}

int writeBody(const void *bytes, size_t count) {
    const unsigned char *next = bytes;
    while (count > 0) {
        const size_t room = BodyFrameBytes - waiting.count;
        const size_t taken = count < room ? count : room;
        memcpy(waiting.bytes + FrameStartBytes + waiting.count, next, taken);
        waiting.count += taken;
        next += taken;
        count -= taken;
        if (waiting.count == BodyFrameBytes && flushBody() != 0) return -1;
    }
    return 0;
}

int flushBody(void) {
    if (waiting.count == 0) return 0;
    setStart(waiting.bytes, AnswerBody, waiting.count);
    const size_t count = FrameStartBytes + waiting.count;
    waiting.count = 0;
    return CCWrite(1, waiting.bytes, count);
}
