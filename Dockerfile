# Two stages: the first one builds a virtual environment, the second one holds nothing but it.
# Whoever wants the very same base each time gives its digest: docker build --build-arg PYTHON=python:3.13-slim@sha256:…
ARG PYTHON=python:3.13-slim
FROM ${PYTHON} AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/tezki && python -m venv /opt/backend
COPY requirements-build.lock ./
RUN /opt/backend/bin/pip install --require-hashes -r requirements-build.lock
COPY requirements.lock ./
RUN /opt/tezki/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY domain/ domain/
COPY talk/ talk/
COPY storage/ storage/
COPY handlers/ handlers/
COPY scheduler/ scheduler/
COPY bot/ bot/
RUN /opt/backend/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/tezki/bin/pip install --no-deps --no-index /wheels/*.whl \
    && /opt/tezki/bin/python -m compileall -q /opt/tezki

FROM ${PYTHON}
RUN useradd --system --uid 10001 --home-dir /data tezki && mkdir /data && chown tezki /data
COPY --from=build /opt/tezki /opt/tezki
USER tezki
WORKDIR /data
VOLUME /data
ENV PATH=/opt/tezki/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TEZKI_DATABASE_URL=sqlite+aiosqlite:////data/tezki.db \
    TEZKI_HTTP__HOST=0.0.0.0 \
    TEZKI_HEALTH__PORT=9080 \
    TEZKI_LOG__FORMAT=json
EXPOSE 8080 9080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["tezki", "run"]
