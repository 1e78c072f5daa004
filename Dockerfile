# One image for every process of ours. The packages are the ones of the lock, checked by their hashes.
FROM python:3.11.14-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements.lock /src/
# Wheels only, so that nothing is compiled; authres is plain Python and comes as source alone.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --no-binary authres \
        --require-hashes --requirement /src/requirements.lock
COPY . /src
# Hatchling builds the project's own wheel; it stays behind in this stage.
RUN pip wheel --no-cache-dir --disable-pip-version-check --no-deps --wheel-dir /wheel /src \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps /wheel/*.whl

FROM python:3.11.14-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin caseconsultant \
    && install -d -o caseconsultant -g caseconsultant -m 0700 /data
COPY --from=packages /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 CASECONSULTANT_DATA_DIR=/data
USER caseconsultant
WORKDIR /tmp
VOLUME /data
ENTRYPOINT ["caseconsultant"]
CMD ["--help"]
