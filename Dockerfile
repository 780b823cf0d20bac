# Builds one program from the lock file, then keeps nothing but it. Runs as an unprivileged user.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm run build

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home strait
COPY --from=build /src/dist/strait /usr/local/bin/strait
USER 10001
ENV HOST=0.0.0.0 PORT=8787
EXPOSE 8787
ENTRYPOINT ["strait"]
