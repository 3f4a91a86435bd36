/**
 * Whether two answers to the same request say the same. In: the answers of the baseline and of the candidate; out: match
 * and similarity. {@link dev.weir.shadow.AnswerComparator} may be implemented outside. Imports nothing of Weir.
 */
package dev.weir.shadow;
