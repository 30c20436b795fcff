# KServe's storage initializer with bertconv behind it. Put the tarball of `make dist`, its .sha256 and
# verified-initializer beside this file.
FROM kserve/storage-initializer:v0.16.0
USER root
COPY bertconv-*-linux-*.tar.gz bertconv-*-linux-*.tar.gz.sha256 /tmp/
COPY --chmod=755 verified-initializer /usr/local/bin/
RUN cd /tmp \
    && sha256sum --check --strict bertconv-*.sha256 \
    && tar -xzf bertconv-*.tar.gz --strip-components=1 -C /usr/local \
    && rm bertconv-* \
    && bertconv --version
USER 1000
ENTRYPOINT ["verified-initializer"]
