#include "Links.h"

#include <string.h>

typedef struct {
    CH5LinkVisitor visit;
    void *context;
} Visit;

#if H5_VERSION_GE(1, 12, 0)
typedef H5L_info2_t LinkInfo;

static CH5Identity identityOfToken(const H5O_token_t *token) {
    CH5Identity identity;
    _Static_assert(sizeof identity == sizeof *token, "a token is 16 bytes");
    memcpy(&identity, token, sizeof identity);
    return identity;
}
#else
typedef H5L_info_t LinkInfo;

static CH5Identity identityOfAddress(haddr_t address) {
    CH5Identity identity = {{address, 0}};
    return identity;
}
#endif

static herr_t visitLink(hid_t group, const char *name, const LinkInfo *info, void *context) {
    (void)group;
    const Visit *visit = context;
    CH5Link link = {.kind = (int)info->type};
    if (info->type != H5L_TYPE_HARD) {
        link.valueBytes = info->u.val_size;
    } else {
#if H5_VERSION_GE(1, 12, 0)
        link.target = identityOfToken(&info->u.token);
#else
        link.target = identityOfAddress(info->u.address);
#endif
    }
    return visit->visit(name, &link, visit->context);
}

herr_t CH5ForEachLink(hid_t group, CH5LinkVisitor visit, void *context) {
    Visit visitor = {.visit = visit, .context = context};
#if H5_VERSION_GE(1, 12, 0)
    return H5Literate2(group, H5_INDEX_NAME, H5_ITER_INC, NULL, visitLink, &visitor);
#else
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, visitLink, &visitor);
#endif
}

hid_t CH5OpenObject(hid_t file, CH5Identity identity) {
#if H5_VERSION_GE(1, 12, 0)
    H5O_token_t token;
    memcpy(&token, &identity, sizeof token);
    return H5Oopen_by_token(file, token);
#else
    return H5Oopen_by_addr(file, identity.words[0]);
#endif
}

herr_t CH5GetIdentity(hid_t object, CH5Identity *identity) {
#if H5_VERSION_GE(1, 12, 0)
    H5O_info2_t info;
    herr_t status = H5Oget_info3(object, &info, H5O_INFO_BASIC);
    if (status >= 0) *identity = identityOfToken(&info.token);
#else
    H5O_info_t info;
    herr_t status = H5Oget_info2(object, &info, H5O_INFO_BASIC);
    if (status >= 0) *identity = identityOfAddress(info.addr);
#endif
    return status;
}
