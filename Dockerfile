# docker build -t stadtbote . && docker run -v stadtbote:/data -e STADTBOTE_TOKEN=… stadtbote
FROM python:3.12-slim AS packages
COPY requirements-run.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes --only-binary :all: -r /requirements-run.lock

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data stadtbote \
    && install -d -o stadtbote -g stadtbote /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STADTBOTE_DATABASE_URL=sqlite:////data/stadtbote.db \
    STADTBOTE_FILES=/data/files \
    STADTBOTE_LISTEN=0.0.0.0:8080
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# No proxy between a container and itself; the port follows STADTBOTE_LISTEN.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['STADTBOTE_LISTEN'].rpartition(':')[2] + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
