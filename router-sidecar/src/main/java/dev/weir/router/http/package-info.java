/** What the HTTP servers and clients of a router share: problem documents, TLS by PEM files. Imports Vert.x and Netty. */
package dev.weir.router.http;
