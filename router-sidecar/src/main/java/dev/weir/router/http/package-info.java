/** What both HTTP servers of a router share: problem documents. Imports Vert.x only. */
package dev.weir.router.http;
