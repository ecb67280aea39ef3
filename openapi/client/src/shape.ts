import type { Upload } from "./transport.ts";
import type { paths } from "./types.ts";

type Verb = "get" | "post" | "put" | "delete";
type Operation<P extends keyof paths, V extends Verb> = paths[P][V];
/** The paths that have a method. */
export type PathOf<V extends Verb> = {
  [P in keyof paths]: Operation<P, V> extends { responses: unknown } ? P
    : never;
}[keyof paths];

type Json<R> = R extends { content: { "application/json": infer B } } ? B
  : R extends { content?: never } ? null
  : never;
/** What a 2xx answer holds. */
export type Reply<O> = O extends { responses: infer R } ? {
    [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never;
  }[keyof R]
  : never;

type Body<O> = O extends { requestBody: { content: infer C } } ?
    | (C extends { "application/json": infer B } ? { body: B; upload?: undefined }
      : never)
    | (
      Exclude<keyof C, "application/json"> extends never ? never
        : { body?: undefined; upload: Upload }
    )
  : O extends { requestBody?: { content: { "application/json": infer B } } } ? { body?: B; upload?: undefined }
  : { body?: undefined; upload?: undefined };
type Path<O> = O extends { parameters: { path: infer T } } ? { path: { [N in keyof T]: T[N] | string } }
  : { path?: undefined };
type Query<O> = O extends { parameters: { query?: infer T } } ? { query?: T }
  : { query?: undefined };
/** `tries` is how often a request without an answer, or refused for the moment, is sent (4). */
export interface Extra {
  headers?: Record<string, string>;
  timeoutMs?: number;
  tries?: number;
}
/** Everything that a call needs besides its path. */
export type Input<O> = Body<O> & Path<O> & Query<O> & Extra;
export type Call<P extends keyof paths, V extends Verb> = Input<
  Operation<P, V>
>;
export type Answer<P extends keyof paths, V extends Verb> = Reply<
  Operation<P, V>
>;
/** The rest of a call's arguments: nothing has to be given where nothing is needed. */
export type Rest<P extends keyof paths, V extends Verb> = Record<never, never> extends Call<P, V> ? [input?: Call<P, V>]
  : [input: Call<P, V>];
