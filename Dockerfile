# syntax=docker/dockerfile:1
# One image for every service; docker-compose.yml says which command each runs.
# An index or proxy of your own: docker build --secret id=pip,src=$HOME/.config/pip/pip.conf .

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/wegwarte
WORKDIR /source
COPY requirements/build.txt requirements/run.txt requirements/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    /opt/wegwarte/bin/python -m pip install --require-hashes -r requirements/build.txt -r requirements/run.txt
COPY . .
# Nothing is fetched here: what builds is locked and installed already.
RUN /opt/wegwarte/bin/python -m pip install --no-deps --no-build-isolation --no-index .

FROM python:3.13-slim-bookworm AS run
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/wegwarte wegwarte
COPY --from=build /opt/wegwarte /opt/wegwarte
ENV PATH=/opt/wegwarte/bin:$PATH PYTHONUNBUFFERED=1 WEGWARTE_DATA_DIR=/var/lib/wegwarte
USER wegwarte
WORKDIR /var/lib/wegwarte
EXPOSE 8080
CMD ["wegwarte", "--help"]
