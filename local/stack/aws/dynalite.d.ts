declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An in-process DynamoDB with the real wire protocol; with a `path` it keeps its tables in LevelDB. */
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export = dynalite;
}
