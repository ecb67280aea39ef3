export { type Client, createClient, type Full, type Grant, type Options } from "./client.ts";
export { poll, type Watching } from "./poll.ts";
export { type Details, Problem, type ProblemCode } from "./problem.ts";
export type { Answer, Call, PathOf } from "./shape.ts";
export { memoryStore, type Store, type Tokens } from "./tokens.ts";
export { type Incoming, NoAnswer, type Outgoing, type Transport, type Upload } from "./transport.ts";
export type { components, paths } from "./types.ts";
