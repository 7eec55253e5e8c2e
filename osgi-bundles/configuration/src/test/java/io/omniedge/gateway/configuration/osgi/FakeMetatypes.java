package io.omniedge.gateway.configuration.osgi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** A MetaTypeService that knows names only. */
final class FakeMetatypes implements MetaTypeService {
  private final Map<Bundle, Names> names = new HashMap<>();

  void put(Bundle bundle, List<String> pids, List<String> factoryPids) {
    names.put(bundle, new Names(bundle, pids, factoryPids));
  }

  @Override
  public @Nullable MetaTypeInformation getMetaTypeInformation(Bundle bundle) {
    return names.get(bundle);
  }

  private record Names(Bundle bundle, List<String> pids, List<String> factoryPids)
      implements MetaTypeInformation {
    @Override
    public String[] getPids() {
      return pids.toArray(new String[0]);
    }

    @Override
    public String[] getFactoryPids() {
      return factoryPids.toArray(new String[0]);
    }

    @Override
    public Bundle getBundle() {
      return bundle;
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String[] getLocales() {
      throw new UnsupportedOperationException();
    }
  }
}
