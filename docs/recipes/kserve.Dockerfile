# KServe's storage initializer with bertconv behind it. Put the tarball of `make dist`, SHA256SUMS and
# verified-initializer beside this file.
FROM kserve/storage-initializer:v0.16.0
USER 0
COPY bertconv-*-linux-*.tar.gz SHA256SUMS /tmp/
COPY --chmod=755 verified-initializer /usr/local/bin/
WORKDIR /tmp
RUN sha256sum --check --strict --ignore-missing SHA256SUMS \
    && tar -xzf bertconv-*.tar.gz --strip-components=1 -C /usr/local \
    && rm bertconv-* SHA256SUMS \
    && bertconv --version
USER 1000
WORKDIR /
ENTRYPOINT ["verified-initializer"]
