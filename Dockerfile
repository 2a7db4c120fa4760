# The same image runs web, worker, beat and the one-shot migration; docker-compose.yml says which.
FROM python:3.12-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Pango draws the certificates; the fonts have the letters of names from everywhere.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig fonts-hanazono fonts-noto-cjk fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/diandian

FROM base AS build
# Your own mirror of the Python packages, if you need one: --build-arg PIP_INDEX_URL=…
ARG PIP_INDEX_URL
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements-postgres-binary.txt ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt -r requirements-postgres-binary.txt
COPY . .
# Collecting static files opens no database: the addresses below lead nowhere, and nothing of them is kept.
RUN find diandian -name '*.po' -execdir msgfmt --check-format -o django.mo {} \; \
    && DIANDIAN_MODE=production ALLOWED_HOSTS=build.invalid PUBLIC_URL=https://build.invalid \
        DATABASE_URL=postgres://build.invalid/none REDIS_URL=redis://build.invalid/0 \
        SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
        .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM base
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin diandian
COPY --from=build /srv/diandian /srv/diandian
# The root file system is read-only when it runs; what fonts cache goes to the temporary one.
ENV PATH=/srv/diandian/.venv/bin:$PATH DIANDIAN_MODE=production XDG_CACHE_HOME=/tmp
USER 10001
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--log-level", "warning", "diandian.wsgi:application"]
