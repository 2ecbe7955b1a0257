export interface Env {
  LINKS: KVNamespace;
  TOKEN: string;
}
