/** Before every test file: property tests draw the same examples on every machine; change the seed to draw others. */
import fc from "fast-check";

fc.configureGlobal({ seed: 20211206 });
