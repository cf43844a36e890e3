// The figures of the codebook follow what happens, and nothing that has the focus is moved or taken away.
import { follow } from "./fresh.js";
import { settle } from "./settle.js";

follow("codebook", 2_000, settle);
