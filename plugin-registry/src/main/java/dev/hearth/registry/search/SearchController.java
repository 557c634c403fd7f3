package dev.hearth.registry.search;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.plugins.ToolList;
import dev.hearth.contracts.plugins.ToolQuery;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers {@link dev.hearth.contracts.plugins.PluginApi#search}. */
@RestController
class SearchController {

  private final Catalog catalog;
  private final ToolRanking ranking;

  SearchController(Catalog catalog, ToolRanking ranking) {
    this.catalog = catalog;
    this.ranking = ranking;
  }

  @PostMapping("/tools/search")
  ToolList search(Caller caller, @RequestBody ToolQuery query) {
    if (query.limit() < 1) {
      throw ServiceException.badRequest("limit", "limit must be at least 1");
    }
    List<Plugin> plugins =
        query.plugins() == null
            ? catalog.visible(caller.team()).stream().filter(Plugin::enabled).toList()
            : named(caller.team(), query.plugins());
    List<Tool> tools =
        query.question().isBlank()
            ? plugins.stream().flatMap(plugin -> plugin.tools().stream()).toList()
            : ranking.rank(plugins, query.question());
    return new ToolList(tools.stream().limit(query.limit()).map(Tool::shown).toList());
  }

  private List<Plugin> named(String team, List<String> names) {
    List<Plugin> plugins = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      plugins.add(
          catalog
              .find(team, name)
              .filter(Plugin::enabled)
              .orElseThrow(
                  () ->
                      new ServiceException(
                          HttpStatus.NOT_FOUND,
                          "plugin_not_found",
                          "the team has no enabled plugin '" + name + "'",
                          "plugins")));
    }
    return plugins;
  }
}
