import type { Shape } from './shape.ts';

const KEPT = '*.bin filter=lfs diff=lfs merge=lfs -text';

/** `logo.bin` as Git LFS commits it, with its content in the working folder; `isThere`: the server has the content too. */
const inLfs = (isThere: boolean) => `
  oid=$(printf CONTENT | sha256sum | cut -d' ' -f1)
  objects="$(git remote get-url origin)/lfs/objects/\${oid:0:2}/\${oid:2:2}"
  ${isThere ? 'mkdir -p "$objects" && printf CONTENT > "$objects/$oid"' : ''}
  pointer=$(printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize 7\\n' "$oid" | git hash-object -w --stdin)
  echo '${KEPT}' > .gitattributes && git add .gitattributes
  git update-index --add --cacheinfo "100644,$pointer,logo.bin" && printf CONTENT > logo.bin`;

/** One blob under 100,000 names, of which none is written here. */
const MANY = `
  blob=$(echo x | git hash-object -w --stdin)
  for i in {1..100000}; do echo "100644 $blob	many/$((i % 316))/$i.txt"; done | git update-index --index-info`;

/** Large files that Git LFS keeps, and large repositories. */
export const LARGE_SHAPES: readonly Shape[] = [
  {
    name: 'a new file that Git LFS keeps',
    repository: `echo '${KEPT}' > .gitattributes`,
    work: "printf '\\211PNG' > logo.bin; echo y > feature.txt",
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['logo.bin', 'Git LFS'] },
  },
  {
    name: 'a file that Git LFS keeps is read',
    repository: inLfs(true),
    isCommitted: true,
    needsLfs: true,
    work: 'cp logo.bin feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a file that Git LFS keeps is changed',
    repository: inLfs(true),
    isCommitted: true,
    needsLfs: true,
    work: 'printf CHANGED > logo.bin; echo y > feature.txt',
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['logo.bin', 'Git LFS'] },
  },
  {
    name: 'an object of Git LFS that nobody has',
    repository: inLfs(false),
    isCommitted: true,
    needsLfs: true,
    work: 'echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a repository with 100,000 files',
    repository: MANY,
    isCommitted: true,
    work: 'echo y > feature.txt; mkdir -p many/1 && echo z > many/1/1.txt',
    right: { ends: 'pull request', changes: ['A feature.txt', 'M many/1/1.txt'] },
  },
];
