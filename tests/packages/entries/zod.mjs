// formats: esm cjs iife
import { ZodError, z } from "zod";
const schema = z.object({ name: z.string().min(2), age: z.coerce.number().int().optional(), role: z.enum(["a", "b"]).default("a"), list: z.array(z.union([z.string(), z.number()])).nonempty() }).strict();
console.log(schema.parse({ name: "xy", age: "4", list: [1, "b"] }));
const result = schema.safeParse({ name: "x", role: "c", list: [], extra: 1 });
console.log(result.success, result.error instanceof ZodError, JSON.stringify(result.error.issues));
console.log(z.string().transform((text) => text.length).pipe(z.number().max(3)).safeParse("four").success, z.iso.date().safeParse("2024-02-30").success);
