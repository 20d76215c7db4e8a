# Two stages: the first has the tools that make the Prisma client, the second only what runs (wechaty is left out).
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY prisma ./prisma
RUN npm ci --ignore-scripts && npm run generate

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=:: PORT=3000
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
# The word segmenter's library for this machine counts as optional, and is not.
COPY --from=build /app/node_modules/@node-rs ./node_modules/@node-rs
COPY prisma ./prisma
COPY prompts ./prompts
COPY src ./src
COPY --from=build /app/src/store/generated ./src/store/generated
RUN mkdir -p data node_modules/.cache && chown node:node data node_modules/.cache
USER node
# Compiled once here, not at every start of a new container.
RUN node --max-semi-space-size=1 --memory-saver-mode --expose-gc --import ./src/main/compile-cache.js -e "import('./src/main/house.ts')"
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
# npm would not hand on the signal that stops the service.
CMD ["node", "--max-semi-space-size=1", "--memory-saver-mode", "--expose-gc", "--disable-warning=ExperimentalWarning", "--import", "./src/main/compile-cache.js", "src/main.ts"]
