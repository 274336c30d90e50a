# Two stages: the first one builds a virtual environment, the second one holds nothing but it.
FROM python:3.13-slim AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/tezki
COPY requirements.lock ./
RUN /opt/tezki/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY domain/ domain/
COPY talk/ talk/
COPY storage/ storage/
COPY handlers/ handlers/
COPY scheduler/ scheduler/
COPY bot/ bot/
RUN /opt/tezki/bin/pip install --no-deps . && /opt/tezki/bin/python -m compileall -q /opt/tezki

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data tezki && mkdir /data && chown tezki /data
COPY --from=build /opt/tezki /opt/tezki
USER tezki
WORKDIR /data
VOLUME /data
ENV PATH=/opt/tezki/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TEZKI_DATABASE_URL=sqlite+aiosqlite:////data/tezki.db \
    TEZKI_HTTP__HOST=0.0.0.0 \
    TEZKI_LOG__FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["tezki", "run"]
